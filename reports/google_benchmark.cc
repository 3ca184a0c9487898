#include "reports/google_benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace lockproof::reports {
namespace {

using Json = nlohmann::ordered_json;
using model::ContentionFigures;
using model::ContentionResult;

double known(double value) {
  return std::isnan(value) ? 0 : value;
}

// The keys are Google Benchmark's, in its order; those behind "threads" are ours.
Json entry(const ContentionResult& result, std::size_t family, std::size_t repetition) {
  const std::string name = model::contention_name(result);
  return {{"name", name},
          {"family_index", family},
          {"per_family_instance_index", 0},
          {"run_name", name},
          {"run_type", "iteration"},
          {"repetitions", result.runs.size()},
          {"repetition_index", repetition},
          {"threads", 1},
          {"workload", result.workload},
          {"lock", result.lock},
          {"workers", result.workers},
          {"directory", result.directory},
          {"rate", result.rate}};
}

Json run_entry(const ContentionResult& result, std::size_t family, std::size_t repetition) {
  const ContentionFigures& run = result.runs[repetition];
  Json json = entry(result, family, repetition);
  json["iterations"] = 1;
  json["real_time"] = known(run.acquire_p50_ns);
  json["cpu_time"] = known(run.waiter_cpu_ns);
  json["time_unit"] = "ns";
  if (!std::isnan(result.calls)) json["calls"] = result.calls;
  for (const auto& figure : model::contention_figures())
    if (const double value = run.*figure.value; !std::isnan(value)) json[std::string(figure.name)] = value;
  return json;
}

Json error_entry(const ContentionResult& result, std::size_t family) {
  Json json = entry(result, family, 0);
  json["error_occurred"] = true;
  json["error_message"] = reason_unmeasured(result);
  json["iterations"] = 0;
  json["real_time"] = 0;
  json["cpu_time"] = 0;
  json["time_unit"] = "ns";
  return json;
}

ContentionFigures figures_of(const Json& json) {
  ContentionFigures figures;
  for (const auto& figure : model::contention_figures())
    figures.*figure.value = json.value(std::string(figure.name), model::kNotMeasured);
  return figures;
}

}  // namespace

std::string to_google_benchmark(const model::ContentionReport& report) {
  Json context = {{"executable", "lockproof bench"},
                  {"library_version", report.version},
                  {"num_cpus", report.cpus},
                  {"spread", report.spread}};
  for (const auto& [what, words] : report.machine) context[what] = words;
  for (const auto& other : report.others)
    context[fmt::format("{}/workers:{}/dir:{} operations/s", other.name, other.workers, other.directory)] =
        other.operations_per_s;
  if (!report.others_not_shown.empty()) context["not shown"] = report.others_not_shown;
  Json benchmarks = Json::array();
  for (std::size_t i = 0; i < report.results.size(); ++i) {
    const ContentionResult& result = report.results[i];
    if (!is_measured(result)) {
      benchmarks.push_back(error_entry(result, i));
      continue;
    }
    for (std::size_t run = 0; run < result.runs.size(); ++run) benchmarks.push_back(run_entry(result, i, run));
  }
  return Json{{"context", std::move(context)}, {"benchmarks", std::move(benchmarks)}}.dump(2) + "\n";
}

std::vector<ContentionResult> contention_from_google_benchmark(std::string_view text) try {
  const Json json = Json::parse(text);
  std::vector<ContentionResult> results;
  for (const Json& benchmark : json.at("benchmarks")) {
    if (benchmark.at("run_type") != "iteration" || benchmark.value("error_occurred", false)) continue;
    ContentionResult result;
    result.workload = benchmark.at("workload");
    result.lock = benchmark.at("lock");
    result.workers = benchmark.at("workers");
    result.directory = benchmark.at("directory");
    result.rate = benchmark.at("rate");
    const std::string name = model::contention_name(result);
    auto row = std::ranges::find(results, name, model::contention_name);
    if (row == results.end()) row = results.insert(row, std::move(result));
    row->runs.push_back(figures_of(benchmark));
  }
  return results;
} catch (const Json::exception& error) {
  throw BadBenchmark(error.what());
}

}  // namespace lockproof::reports
