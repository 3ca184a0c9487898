#include "reports/benchmark_html.h"

#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "reports/html_page.h"

namespace lockproof::reports {
namespace {

using Json = nlohmann::ordered_json;

// What Google Benchmark says of each run; the other numbers are counters.
bool is_counter(const std::string& key, const Json& value) {
  static const std::set<std::string_view> kOwn{"family_index", "per_family_instance_index",
                                               "repetitions",  "repetition_index",
                                               "threads",      "iterations",
                                               "real_time",    "cpu_time"};
  return value.is_number() && !kOwn.contains(key);
}

Json row_json(const Json& benchmark) {
  Json counters = Json::object();
  for (const auto& [key, value] : benchmark.items())
    if (is_counter(key, value)) counters[key] = value;
  return {{"name", benchmark.at("name")},
          {"error", benchmark.value("error_message", "")},
          {"label", benchmark.value("label", "")},
          {"counters", std::move(counters)}};
}

}  // namespace

std::string benchmark_page(const std::string& heading, const std::string& text, const Json& benchmarks) {
  Json rows = Json::array();
  for (const Json& benchmark : benchmarks) rows.push_back(row_json(benchmark));
  return html_page({{"heading", heading}, {"text", text}, {"benchmarks", std::move(rows)}});
}

}  // namespace lockproof::reports
