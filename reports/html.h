// A page for people: which lock holds in which scenario, and each violation as a timeline to step through.
#pragma once

#include <chrono>
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "model/result.h"
#include "model/trace.h"
#include "model/verdict.h"

namespace lockproof::reports {

// One execution of a finding.
struct HtmlExecution {
  std::string title;  // "shrunk", "as found"
  std::string token;
  model::Trace trace;
  model::Violation violation;
};

// What there is to show of a result beyond its row.
struct HtmlFinding {
  std::size_t result = 0;                               // index into RunSummary::results
  std::vector<HtmlExecution> executions{};              // the one to look at first comes first
  std::string explanation{};                            // in words; empty if there is no execution
  std::vector<std::chrono::nanoseconds> clock_skews{};  // of the actors' wall clocks, from the start
  std::string missing{};                                // why there is no execution; empty if there is one
};

// One file that needs nothing else: no network, no script or style from elsewhere. It holds no date and no path, so
// that equal arguments give equal bytes. Requires Unicode; works from file://.
std::string to_html(const model::RunSummary& summary, const std::vector<HtmlFinding>& findings);

// What the page shows.
nlohmann::ordered_json html_results(const model::RunSummary& summary, const std::vector<HtmlFinding>& findings);

}  // namespace lockproof::reports
