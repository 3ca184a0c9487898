// Results as TAP 14, the Test Anything Protocol.
#pragma once

#include <string>

#include "model/result.h"

namespace lockproof::reports {

// A test point for each lock in each scenario. What was not run is "ok ... # SKIP reason"; violations, inconclusive
// and failure are "not ok", with a YAML block that says more. Specification:
// https://testanything.org/tap-version-14-specification.html
std::string to_tap(const model::RunSummary& summary);

}  // namespace lockproof::reports
