// What there is to say of one result that is no plain pass.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "reports/style.h"

namespace lockproof::reports {

// A block of lines, indented below its title: what broke, in how many steps, the command that shows it again.
//
//   age_steal in handover: VIOLATION mutual_exclusion
//     actors 1 and 2 are both inside "build"
//     3 workers, random, 14 steps, after 122 executions
//     lockproof replay lp1-Zm9v
//     the same cause in 2 more: build_once, steal
//
// where `repeats` are other results of the same defect (model::is_same_defect). Lines are folded at style.columns, but
// for the command: it stays in one piece, to be copied. A token that is too long for that is not shown.
std::string finding(const model::Result& result, const Style& style,
                    const std::vector<const model::Result*>& repeats = {});

// A block for each defect, at its first result, and for each result of which something else is to be said. Expected
// findings come last: nobody has to act on them.
std::string findings(const model::RunSummary& summary, const Style& style);

// "pass", "VIOLATION", "caught" for an expected violation, "inconclusive", "skipped"; and the colour for it.
std::string_view outcome_text(const model::Result& result);
Colour outcome_colour(const model::Result& result);

}  // namespace lockproof::reports
