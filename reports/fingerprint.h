// What makes two findings one defect: the same oracle, after the same essential steps.
#pragma once

#include <string>
#include <vector>

#include "model/trace.h"
#include "model/verdict.h"

namespace lockproof::reports {

// What was done at the lock in an execution that violates an oracle: its operations among those that matter
// (explanation.h), faults, and ends that were no exit 0. Each once and sorted, without the names of actors and keys and
// without numbers: those differ from one scenario to the next, and from one interleaving to another, where the defect
// does not. What is done at other files, as the scenario's own work, counts only where nothing is done at "locks/".
// Best on a shrunk schedule: what need not have happened makes two causes of one.
std::vector<std::string> essential_steps(const model::Trace& trace, const model::Violation& violation);

// 16 hexadecimal digits, equal for equal oracles and essential steps. It does not depend on the machine, nor on the
// lock.
std::string fingerprint(const model::Trace& trace, const model::Violation& violation);

}  // namespace lockproof::reports
