// The table that `lockproof run` ends with.
#pragma once

#include <string>

#include "model/result.h"
#include "reports/style.h"

namespace lockproof::reports {

// The table, a block for each result that needs explaining, totals. A row for each lock and a column for each
// scenario where most locks met most scenarios, cut into several tables if style.columns asks for it; otherwise a row
// for each result.
std::string verdict_table(const model::RunSummary& summary, const Style& style);

}  // namespace lockproof::reports
