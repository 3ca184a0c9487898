// A trace for ui.perfetto.dev and chrome://tracing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/trace.h"
#include "model/verdict.h"

namespace lockproof::reports {

// A track for each process. Each event of the trace takes 1 ms, in order: virtual time, which stands still for most
// steps and then jumps, is an argument of the event. Critical sections enclose what happens inside, a wait lasts until
// the process goes on, the violation is a mark across all tracks. Format: "Trace Event Format", Google, JSON object
// form; the same bytes for the same trace.
std::string to_chrome_trace(const model::Trace& trace, const std::optional<model::Violation>& violation,
                            std::string_view title);

}  // namespace lockproof::reports
