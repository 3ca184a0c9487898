// A trace as text, one line for each event: what `lockproof replay` shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/trace.h"
#include "model/verdict.h"
#include "reports/repetition.h"
#include "reports/style.h"

namespace lockproof::reports {

//   step         time  actor  inside
//      0  +0.000000 s  1              openat("a.lock", O_RDWR|O_CREAT) = 3
//      1  +0.000000 s  1      1       enter build
//      2  +0.000000 s  2      1 2     enter build  <-- mutual_exclusion: actors 1 and 2 are both inside "build"
//
// "inside" is who is in a critical section after the event. A line that is too long loses the explanation of an error
// number and then the middle of the call. Where the same lines come again and again but for step and time, as when
// somebody polls, one round is shown and the others are counted, unless `folds` is false. Ends with how the execution
// ended, what it left, and what voids a claim.
std::string timeline(const model::Trace& trace, const std::optional<model::Violation>& violation, const Style& style,
                     bool folds = true);

// Which events timeline() and lanes() fold.
std::vector<Repetition> folded_events(const model::Trace& trace, const std::optional<model::Violation>& violation);

// "... 2,996 more rounds of these 4 lines, until +299.900000 s".
std::string rounds_text(const Repetition& repetition, const model::Trace& trace);

// The lines below the events of timeline() and lanes().
std::string ending_text(const model::Trace& trace);

// "<-- mutual_exclusion: actors 1 and 2 are both inside "build"".
std::string pointer_text(const model::Violation& violation);

}  // namespace lockproof::reports
