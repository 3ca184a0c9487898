// Results as JUnit XML, which nearly every CI system shows.
#pragma once

#include <string>

#include "model/result.h"

namespace lockproof::reports {

// A test suite for each lock, a test case for each scenario. A violation is a failure (its type is the oracle),
// inconclusive and failure are errors, what was not run is skipped with the reason. Without time stamps: equal
// results, equal bytes. Format: https://github.com/testmoapp/junitxml
std::string to_junit(const model::RunSummary& summary);

}  // namespace lockproof::reports
