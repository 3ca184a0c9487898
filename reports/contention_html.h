// A page for people: what `lockproof bench` found, as charts.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "model/contention.h"

namespace lockproof::reports {

// For each workload: percentile curves, latency, throughput and fairness against the number of processes, and a table.
// One file, like to_html(). Equal arguments give equal bytes.
std::string to_html(const model::ContentionReport& report);

// What the page shows. What was not measured is null.
nlohmann::ordered_json html_contention(const model::ContentionReport& report);

}  // namespace lockproof::reports
