#include "reports/contention_html.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "reports/html_page.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

using Json = nlohmann::ordered_json;  // writes what is not a number as null
using model::ContentionResult;

Json estimate_json(const model::Estimate& estimate) {
  return {{"median", estimate.median}, {"low", estimate.low}, {"high", estimate.high}};
}

Json row_json(const ContentionResult& result) {
  Json figures = Json::object();
  if (model::is_measured(result))
    for (const auto& figure : model::contention_figures())
      figures[std::string(figure.name)] = result.whole.*figure.value;
  return {{"workload", printable(result.workload)},
          {"lock", printable(result.lock)},
          {"note", printable(result.note)},
          {"workers", result.workers},
          {"directory", printable(result.directory)},
          {"rate", result.rate},
          {"unmeasured", model::is_measured(result) ? "" : printable(model::reason_unmeasured(result))},
          {"figures", std::move(figures)},
          {"calls", result.calls},
          {"curve", result.acquire_curve},
          {"ratio", result.ratio ? estimate_json(*result.ratio) : Json()}};
}

}  // namespace

Json html_contention(const model::ContentionReport& report) {
  Json data = {{"version", printable(report.version)},
               {"compared_with", printable(report.compared_with)},
               {"spread", report.spread},
               {"machine", Json::array()},
               {"contention", Json::array()}};
  for (const auto& [what, words] : report.machine) data["machine"].push_back({printable(what), printable(words)});
  for (const ContentionResult& result : report.results) data["contention"].push_back(row_json(result));
  return data;
}

std::string to_html(const model::ContentionReport& report) {
  return html_page(html_contention(report));
}

}  // namespace lockproof::reports
