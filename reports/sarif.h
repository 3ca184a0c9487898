// Results as SARIF 2.1.0, which code scanning shows.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/result.h"

namespace lockproof::reports {

// One for each oracle.
struct SarifRule {
  std::string_view name;
  std::string_view summary;
};

// A result for each violation: an error, or a note where the lock's contract admits it. Its rule is the oracle, its
// place is logical ("LOCK/SCENARIO"), and its fingerprint is lock, scenario and oracle, so that a finding keeps its
// identity from run to run. Inconclusive and failure are notifications of the invocation, which then did not
// succeed. Specification: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
std::string to_sarif(const model::RunSummary& summary, std::span<const SarifRule> rules);

}  // namespace lockproof::reports
