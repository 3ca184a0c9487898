#include "reports/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "reports/causes.h"
#include "reports/effects.h"
#include "reports/event_words.h"
#include "reports/finding.h"
#include "reports/html_page.h"
#include "reports/replay_command.h"
#include "reports/terminal_text.h"
#include "reports/timeline.h"

namespace lockproof::reports {
namespace {

using Json = nlohmann::ordered_json;
using model::Choice;
using model::Event;
using model::Trace;

// Long traces say the same again and again: each text is there once.
class Texts {
 public:
  std::size_t index_of(std::string text) {
    const auto [found, is_new] = indices_.try_emplace(text, texts_.size());
    if (is_new) texts_.push_back(std::move(text));
    return found->second;
  }
  Json take() { return std::move(texts_); }

 private:
  std::unordered_map<std::string, std::size_t> indices_;
  Json texts_ = Json::array();
};

// The names that report.js knows.
std::string_view name_of(Effect::Kind kind) {
  switch (kind) {
    case Effect::Kind::exists:
      return "exists";
    case Effect::Kind::holds:
      return "holds";
    case Effect::Kind::gone:
      return "gone";
    case Effect::Kind::moved:
      return "moved";
    case Effect::Kind::linked:
      return "linked";
    case Effect::Kind::locked:
      return "locked";
    case Effect::Kind::freed:
      return "freed";
    case Effect::Kind::entered:
      return "entered";
    case Effect::Kind::left:
      return "left";
  }
  return "";
}

// "actor 1: 5 steps, actor 2: 3 steps, kill 1": what was chosen, one item for each context switch and fault.
Json schedule_json(const Trace& trace) {
  Json items = Json::array();
  std::size_t steps = 0;
  for (std::size_t i = 0; i < trace.schedule.size(); ++i) {
    const Choice& choice = trace.schedule[i];
    ++steps;
    if (choice.kind == Choice::Kind::run && i + 1 < trace.schedule.size() && trace.schedule[i + 1] == choice) continue;
    const std::string who = actor_text(trace, choice.actor);
    if (choice.kind == Choice::Kind::run)
      items.push_back(fmt::format("{} \u00d7{}", who, steps));
    else if (choice.kind == Choice::Kind::clock)
      items.push_back("clock");
    else {
      const std::string words = to_string(choice);
      items.push_back(fmt::format("{} {}", words.substr(0, words.find(' ')), who));
    }
    steps = 0;
  }
  return items;
}

Json events_json(const Trace& trace) {
  Texts texts;
  Json columns = {{"step", Json::array()}, {"time", Json::array()}, {"actor", Json::array()},
                  {"kind", Json::array()}, {"what", Json::array()}, {"outcome", Json::array()}};
  Json effects = Json::array();
  for (std::size_t i = 0; i < trace.events.size(); ++i) {
    const Event& event = trace.events[i];
    const EventWords words = event_words(trace, i);
    columns["step"].push_back(event.step);
    columns["time"].push_back(event.time_ns);
    columns["actor"].push_back(event.actor);
    columns["kind"].push_back(texts.index_of(std::string(to_string(event.kind))));
    columns["what"].push_back(texts.index_of(words.what));
    columns["outcome"].push_back(texts.index_of(words.outcome));
    for (const Effect& effect : effects_of(trace, i))
      effects.push_back({i, name_of(effect.kind), effect.name, effect.text, effect.inode});
  }
  columns["texts"] = texts.take();
  columns["effects"] = std::move(effects);
  Json causes = Json::array();
  const auto found = causes_of(trace);
  for (std::size_t i = 0; i < found.size(); ++i)
    if (found[i]) causes.push_back({i, *found[i]});
  columns["causes"] = std::move(causes);
  return columns;
}

Json execution_json(const HtmlExecution& execution) {
  const Trace& trace = execution.trace;
  Json actors = Json::array();
  for (std::size_t i = 0; i < trace.actors.size(); ++i)
    actors.push_back({{"name", actor_text(trace, static_cast<int>(i))}, {"pid", trace.actors[i].pid}});
  return {{"title", execution.title},     {"command", replay_command(execution.token)},
          {"actors", std::move(actors)},  {"schedule", schedule_json(trace)},
          {"events", events_json(trace)}, {"violation", execution.violation.event},
          {"ending", ending_text(trace)}};
}

Json html_finding_json(const HtmlFinding& finding) {
  Json executions = Json::array();
  for (const HtmlExecution& execution : finding.executions) executions.push_back(execution_json(execution));
  Json skews = Json::array();
  for (const std::chrono::nanoseconds skew : finding.clock_skews) skews.push_back(skew.count());
  return {{"result", finding.result},
          {"explanation", finding.explanation},
          {"clock_skews", std::move(skews)},
          {"missing", printable(finding.missing)},
          {"executions", std::move(executions)}};
}

// How many classes were met before each execution that met a new one, by strategy: numbers of executions, from 0.
Json html_coverage_json(const model::Result& result) {
  const model::Coverage& coverage = result.coverage;
  Json strategies = Json::array();
  for (const auto& strategy : coverage.strategies())
    strategies.push_back({{"name", printable(strategy.name)}, {"executions", strategy.executions}});
  std::vector<std::pair<std::uint64_t, std::uint32_t>> firsts;
  for (const auto& one : coverage.sample()) firsts.emplace_back(one.first - result.first_execution, one.strategy);
  std::ranges::sort(firsts);
  return {{"classes", coverage.classes()}, {"exact", coverage.is_exact()},        {"scale", coverage.scale()},
          {"unseen", coverage.unseen()},   {"strategies", std::move(strategies)}, {"firsts", std::move(firsts)}};
}

Json html_result_json(const model::Result& result) {
  return {{"lock", printable(result.lock)},
          {"scenario", printable(result.scenario)},
          {"outcome", outcome_text(result)},
          {"oracle", printable(result.oracle)},
          {"cause", printable(result.cause)},
          {"message", printable(result.skipped.empty() ? result.message : result.skipped)},
          {"strategy", printable(result.strategy)},
          {"workers", result.workers},
          {"executions", result.executions},
          {"exhaustive", result.exhaustive},
          {"steps", result.steps},
          {"virtual_seconds", result.virtual_seconds},
          {"found_by", printable(result.found_by)},
          {"coverage", html_coverage_json(result)},
          {"command", result.token.empty() ? "" : replay_command(printable(result.token))}};
}

}  // namespace

Json html_results(const model::RunSummary& summary, const std::vector<HtmlFinding>& findings) {
  Json data = {{"version", printable(summary.version)},
               {"seed", summary.seed},
               {"results", Json::array()},
               {"findings", Json::array()}};
  for (const model::Result& result : summary.results) data["results"].push_back(html_result_json(result));
  for (const HtmlFinding& finding : findings) data["findings"].push_back(html_finding_json(finding));
  return data;
}

std::string to_html(const model::RunSummary& summary, const std::vector<HtmlFinding>& findings) {
  return html_page(html_results(summary, findings));
}

}  // namespace lockproof::reports
