// What `lockproof bench` found, for a person.
#pragma once

#include <string>

#include "model/contention.h"
#include "reports/style.h"

namespace lockproof::reports {

// The machine; for each workload and directory a table of the locks, and one of acquisitions over the number of
// processes; what was disqualified or skipped, and why. `all`: the first table for each number of processes, not only
// for the largest for which there are CPUs.
std::string bench_text(const model::ContentionReport& report, const Style& style, bool all);

}  // namespace lockproof::reports
