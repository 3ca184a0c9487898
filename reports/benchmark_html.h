// A page for people: what a benchmark of lockproof itself found.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace lockproof::reports {

// `text` is what the benchmark prints. `benchmarks` are those of a file of Google Benchmark: a table for each family, a
// column for each counter; an empty array if there are none. One file, like to_html(). Equal arguments give equal
// bytes.
std::string benchmark_page(const std::string& heading, const std::string& text,
                           const nlohmann::ordered_json& benchmarks);

}  // namespace lockproof::reports
