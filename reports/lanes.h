// A short trace with a column for each actor.
#pragma once

#include <optional>
#include <string>

#include "model/trace.h"
#include "model/verdict.h"
#include "reports/style.h"

namespace lockproof::reports {

//          time  1                      2
//   +0.000000 s  | openat a.lock = 3    |
//                # enter build          |
//                #                      | flock a.lock waits
//
// A bar stands where an actor is alive, a thick one where it is in a critical section. The time is shown where it
// changes. Text that does not fit its lane is cut; with many actors, or for whole arguments, timeline() is better.
std::string lanes(const model::Trace& trace, const std::optional<model::Violation>& violation, const Style& style,
                  bool folds = true);

// The same without the ending: the header, and a line for each event.
std::string event_lanes(const model::Trace& trace, const std::optional<model::Violation>& violation, const Style& style,
                        bool folds);

}  // namespace lockproof::reports
