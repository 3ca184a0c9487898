// A finding on less than a screen: what `lockproof run` shows of it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/trace.h"
#include "model/verdict.h"

namespace lockproof::reports {

inline constexpr std::size_t kExcerptLinesMax = 20;
inline constexpr int kExcerptColumns = 100;

// The steps that matter (explanation.h), in a lane for each actor that takes one, itself or by a descendant: lines of
// plain text, of which the last points to what broke. Of too many, the last ones. Empty if the lanes do not fit. Best
// on a shrunk schedule.
std::vector<std::string> excerpt(const model::Trace& trace, const model::Violation& violation);

}  // namespace lockproof::reports
