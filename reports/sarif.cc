#include "reports/sarif.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>

#include "reports/outcome.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

using Json = nlohmann::ordered_json;

Json text_object(std::string_view text) {
  return {{"text", text}};
}

Json place(const model::Result& result) {
  const std::string name = fmt::format("{}/{}", printable(result.lock), printable(result.scenario));
  const Json location = {{"fullyQualifiedName", name}, {"kind", "test"}};
  return Json::array({{{"logicalLocations", Json::array({location})}}});
}

Json rule_json(const SarifRule& rule) {
  return {{"id", rule.name}, {"name", rule.name}, {"shortDescription", text_object(rule.summary)}};
}

// The second one is the same wherever the defect shows.
Json fingerprints(const model::Result& result) {
  Json json = {{"lockproof/v1",
                fmt::format("{}/{}/{}", printable(result.lock), printable(result.scenario), printable(result.oracle))}};
  if (!result.cause.empty())
    json["lockproof.cause/v1"] = fmt::format("{}/{}", printable(result.lock), printable(result.cause));
  return json;
}

Json finding_json(const model::Result& result, std::span<const SarifRule> rules) {
  const std::string lock = printable(result.lock);
  const std::string scenario = printable(result.scenario);
  const std::string oracle = printable(result.oracle);
  Json json = {
      {"ruleId", oracle},
      {"level", result.outside_contract ? "note" : "error"},
      {"message",
       text_object(fmt::format("{} in {}: {}\n{}", lock, scenario, printable(result.message), evidence(result)))},
      {"locations", place(result)},
      {"partialFingerprints", fingerprints(result)},
      {"properties", {{"token", printable(result.token)}, {"executions", result.executions}, {"steps", result.steps}}},
  };
  const auto rule = std::ranges::find(rules, result.oracle, &SarifRule::name);
  if (rule != rules.end()) json["ruleIndex"] = rule - rules.begin();
  return json;
}

Json notification(const model::Result& result, const Outcome& outcome) {
  return {{"level", "error"},
          {"message", text_object(fmt::format("{} in {}: {}: {}", printable(result.lock), printable(result.scenario),
                                              outcome.type, outcome.reason))},
          {"locations", place(result)}};
}

}  // namespace

std::string to_sarif(const model::RunSummary& summary, std::span<const SarifRule> rules) {
  Json findings = Json::array();
  Json notifications = Json::array();
  for (const model::Result& result : summary.results) {
    const Outcome outcome = outcome_of(result);
    if (outcome.kind == Outcome::Kind::error)
      notifications.push_back(notification(result, outcome));
    else if (outcome.kind == Outcome::Kind::failed || is_known_limit(result))
      findings.push_back(finding_json(result, rules));
  }
  Json rule_list = Json::array();
  for (const SarifRule& rule : rules) rule_list.push_back(rule_json(rule));
  const Json driver = {
      {"name", "lockproof"}, {"semanticVersion", printable(summary.version)}, {"rules", std::move(rule_list)}};
  const Json invocation = {{"executionSuccessful", notifications.empty()},
                           {"toolExecutionNotifications", std::move(notifications)}};
  const Json run = {{"tool", {{"driver", driver}}},
                    {"invocations", Json::array({invocation})},
                    {"results", std::move(findings)},
                    {"properties", {{"seed", summary.seed}}}};
  const Json json = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
  return json.dump(2) + '\n';
}

}  // namespace lockproof::reports
