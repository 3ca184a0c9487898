// Why an execution violated an oracle, in the few steps that matter: what `lockproof explain` shows.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/trace.h"
#include "model/verdict.h"
#include "reports/style.h"

namespace lockproof::reports {

// The steps that matter are faults, marks, and operations that touch what another actor touches as well, one of them
// writing (Operation::accesses); each says whose step it sees or changes. What comes again is said once. Then, in
// sentences: which "leave" nothing orders before which "enter" (happens-before is program order and "accesses what the
// other one has written"), how much those two knew of each other, what somebody saw or made that was changed later
// without his looking again, and what those who are left at the end look at. Best on a shrunk schedule.
std::string explanation(const model::Trace& trace, const model::Violation& violation, const Style& style);

// The events that it shows, and of those that come again and again the first one.
std::vector<std::size_t> telling_events(const model::Trace& trace, const model::Violation& violation);

}  // namespace lockproof::reports
