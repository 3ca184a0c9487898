#include "measure/strategy_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "reports/table.h"

namespace lockproof::measure {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kDefault = "portfolio";

// Nearest rank; what was not found is infinite and comes last. Requires a value.
double quantile(std::vector<double> values, double part) {
  std::ranges::sort(values);
  const double rank = std::ceil(part * static_cast<double>(values.size()));
  return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

double executions_of(const Hunt& hunt) {
  return hunt.found ? static_cast<double>(hunt.executions) : INFINITY;
}

bool has_found(const Hunt& hunt) {
  return hunt.found;
}

bool has_found(const StressRun& run) {
  return !run.found.empty();
}

// Wall time to the first bug.
constexpr auto kSeconds = [](const auto& run) { return has_found(run) ? run.seconds : INFINITY; };

std::vector<double> all(const auto& things, auto value) {
  std::vector<double> values;
  for (const auto& thing : things) values.push_back(value(thing));
  return values;
}

std::size_t count_finite(const std::vector<double>& values) {
  return static_cast<std::size_t>(std::ranges::count_if(values, [](double value) { return std::isfinite(value); }));
}

std::string in_ms(double seconds) {
  return std::isfinite(seconds) ? fmt::format("{:.1f} ms", seconds * 1e3) : "-";
}

// Of a way to find mutants, over all of them: executions or seconds of each seed or run, infinite where nothing was
// found.
struct Tally {
  std::size_t always = 0;     // mutants found each time
  std::size_t sometimes = 0;  // once at least
  std::vector<double> values{};

  void add(const std::vector<double>& of_mutant) {
    const std::size_t found = count_finite(of_mutant);
    always += found == of_mutant.size() ? 1 : 0;
    sometimes += found > 0 ? 1 : 0;
    values.insert(values.end(), of_mutant.begin(), of_mutant.end());
  }
};

struct Summary {
  Tally executions;
  std::size_t other = 0;  // hunts that another oracle ended than the one that the mutant names
};

Summary summary_of(const StrategyTable& table, std::size_t strategy) {
  Summary summary;
  for (const MutantRow& row : table.rows) {
    summary.executions.add(all(row.hunts[strategy], executions_of));
    summary.other += static_cast<std::size_t>(
        std::ranges::count_if(row.hunts[strategy], [](const Hunt& hunt) { return hunt.found && !hunt.named; }));
  }
  return summary;
}

std::string count_text(double executions, std::uint64_t budget) {
  return std::isfinite(executions) ? fmt::format("{:.0f}", executions) : fmt::format(">{}", budget);
}

// "12", or with the number of seeds that found it: "40 (18/20)".
std::string cell_of(const std::vector<Hunt>& hunts, std::uint64_t budget) {
  const auto executions = all(hunts, executions_of);
  const std::size_t found = count_finite(executions);
  const std::string median = count_text(quantile(executions, 0.5), budget);
  return found == executions.size() ? median : fmt::format("{} ({}/{})", median, found, executions.size());
}

std::string strategies_text(const StrategyTable& table) {
  reports::Table text{.columns = {{"strategy"},
                                  {"always found", true},
                                  {"sometimes", true},
                                  {"median", true},
                                  {"p90", true},
                                  {"worst", true},
                                  {"other oracle", true}},
                      .rows = {}};
  for (std::size_t i = 0; i < table.strategies.size(); ++i) {
    const Summary summary = summary_of(table, i);
    const auto at = [&](double part) {
      return reports::Cell{count_text(quantile(summary.executions.values, part), table.budget)};
    };
    text.rows.push_back({{table.strategies[i]},
                         {fmt::format("{} of {}", summary.executions.always, table.rows.size())},
                         {fmt::format("{}", summary.executions.sometimes)},
                         at(0.5),
                         at(0.9),
                         at(1),
                         {fmt::format("{}", summary.other)}});
  }
  return to_text(text, reports::Style{});
}

std::string mutants_text(const StrategyTable& table) {
  reports::Table text{.columns = {{"mutant"}, {"scenario"}}, .rows = {}};
  for (const std::string& strategy : table.strategies) text.columns.push_back({strategy, true});
  for (const MutantRow& row : table.rows) {
    auto& cells = text.rows.emplace_back();
    cells = {{row.lock}, {row.scenario}};
    for (const auto& hunts : row.hunts) cells.push_back({cell_of(hunts, table.budget)});
  }
  return to_text(text, reports::Style{});
}

// Null if the default strategy was not asked for.
const std::vector<Hunt>* default_hunts(const StrategyTable& table, const MutantRow& row) {
  const auto found = std::ranges::find(table.strategies, kDefault);
  return found == table.strategies.end() ? nullptr
                                         : &row.hunts[static_cast<std::size_t>(found - table.strategies.begin())];
}

double default_seconds(const StrategyTable& table, const MutantRow& row) {
  const auto* hunts = default_hunts(table, row);
  return hunts == nullptr ? INFINITY : quantile(all(*hunts, kSeconds), 0.5);
}

// Those that a loop without control can be tried on.
std::vector<const MutantRow*> triable(const StrategyTable& table) {
  std::vector<const MutantRow*> rows;
  for (const MutantRow& row : table.rows)
    if (row.beyond.empty()) rows.push_back(&row);
  return rows;
}

std::string trials_cell(const StressTrials& trials) {
  const auto seconds = all(trials.runs, kSeconds);
  return fmt::format("{} ({}/{})", in_ms(quantile(seconds, 0.5)), count_finite(seconds), seconds.size());
}

std::string loops_text(const StrategyTable& table) {
  reports::Table text{.columns = {{"mutant"}, {std::string(kDefault), true}}, .rows = {}};
  for (const Stress loop : table.loops) text.columns.push_back({std::string(to_string(loop)), true});
  for (const MutantRow* row : triable(table)) {
    auto& cells = text.rows.emplace_back();
    cells = {{row->lock}, {in_ms(default_seconds(table, *row))}};
    for (const StressTrials& trials : row->trials) cells.push_back({trials_cell(trials)});
  }
  return to_text(text, reports::Style{});
}

// How a loop fares against the default strategy, where both can be tried.
struct Duel {
  Tally seconds;
  std::size_t false_alarms = 0;
};

Duel duel_of(const StrategyTable& table, std::size_t loop) {
  Duel duel;
  for (const MutantRow* row : triable(table)) {
    const StressTrials& trials = row->trials[loop];
    duel.seconds.add(all(trials.runs, kSeconds));
    duel.false_alarms += trials.accused.empty() ? 0 : 1;
  }
  return duel;
}

Duel default_duel(const StrategyTable& table) {
  Duel duel;
  for (const MutantRow* row : triable(table)) {
    if (const auto* hunts = default_hunts(table, *row)) duel.seconds.add(all(*hunts, kSeconds));
  }
  return duel;
}

std::string duels_text(const StrategyTable& table) {
  reports::Table text{.columns = {{"way"},
                                  {"always found", true},
                                  {"sometimes", true},
                                  {"median to first bug", true},
                                  {"p90", true},
                                  {"false alarms", true}},
                      .rows = {}};
  const std::size_t count = triable(table).size();
  const auto add = [&](std::string_view way, const Duel& duel) {
    if (duel.seconds.values.empty()) return;
    text.rows.push_back({{std::string(way)},
                         {fmt::format("{} of {}", duel.seconds.always, count)},
                         {fmt::format("{}", duel.seconds.sometimes)},
                         {in_ms(quantile(duel.seconds.values, 0.5))},
                         {in_ms(quantile(duel.seconds.values, 0.9))},
                         {fmt::format("{}", duel.false_alarms)}});
  };
  add(kDefault, default_duel(table));
  for (std::size_t i = 0; i < table.loops.size(); ++i) add(to_string(table.loops[i]), duel_of(table, i));
  return to_text(text, reports::Style{});
}

std::string beyond_text(const StrategyTable& table) {
  std::string text;
  for (const MutantRow& row : table.rows)
    if (!row.beyond.empty()) text += fmt::format("  {} in {}: {}\n", row.lock, row.scenario, row.beyond);
  return text;
}

ordered_json number_or_null(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json runs_json(const StressTrials& trials) {
  ordered_json runs = ordered_json::array();
  for (const StressRun& run : trials.runs)
    runs.push_back({{"executions", run.executions}, {"seconds", run.seconds}, {"found", run.found}});
  return {{"runs", std::move(runs)}, {"accused_twin", trials.accused}};
}

ordered_json row_json(const StrategyTable& table, const MutantRow& row) {
  ordered_json json{{"lock", row.lock}, {"scenario", row.scenario}, {"oracle", row.oracle}};
  for (std::size_t i = 0; i < table.strategies.size(); ++i) {
    ordered_json hunts = ordered_json::array();
    for (const Hunt& hunt : row.hunts[i])
      hunts.push_back({{"executions", hunt.executions}, {"found", hunt.found}, {"seconds", hunt.seconds}});
    json["strategies"][table.strategies[i]] = std::move(hunts);
  }
  json["beyond_stress"] = row.beyond;
  for (std::size_t i = 0; i < row.trials.size(); ++i)
    json["loops"][std::string(to_string(table.loops[i]))] = runs_json(row.trials[i]);
  return json;
}

ordered_json summary_json(const StrategyTable& table, std::size_t strategy) {
  const Summary summary = summary_of(table, strategy);
  return {{"strategy", table.strategies[strategy]},
          {"mutants", table.rows.size()},
          {"always_found", summary.executions.always},
          {"sometimes_found", summary.executions.sometimes},
          {"median_executions", number_or_null(quantile(summary.executions.values, 0.5))},
          {"p90_executions", number_or_null(quantile(summary.executions.values, 0.9))},
          {"worst_executions", number_or_null(quantile(summary.executions.values, 1))},
          {"by_other_oracle", summary.other}};
}

}  // namespace

std::string to_text(const StrategyTable& table) {
  std::string text = fmt::format(
      "Executions until a mutant is found: {} mutants, {} seeds each, at most {} executions. \"always\": with each "
      "seed.\n\n{}\nMedian of each mutant (of how many seeds found it, if not all):\n\n{}",
      table.rows.size(), table.seeds, table.budget, strategies_text(table), mutants_text(table));
  if (table.loops.empty()) return text;
  text += fmt::format(
      "\nWall time to the first bug, one CPU under control against all CPUs without: loops of the same actors, each "
      "for at most {} s.\n\n{}\n{}",
      table.stress_s, duels_text(table), loops_text(table));
  if (!table.no_strace.empty()) text += fmt::format("\nstress+strace: skipped, because {}\n", table.no_strace);
  const std::string beyond = beyond_text(table);
  if (!beyond.empty()) text += fmt::format("\nCannot be tried without control, and are not counted there:\n{}", beyond);
  return text;
}

ordered_json to_json(const StrategyTable& table) {
  ordered_json json{{"schema", 1}};
  for (const auto& [what, word] : table.machine) json["machine"][what] = word;
  json["budget"] = table.budget;
  json["seeds"] = table.seeds;
  json["stress_seconds"] = table.stress_s;
  for (std::size_t i = 0; i < table.strategies.size(); ++i) json["strategies"].push_back(summary_json(table, i));
  json["no_strace"] = table.no_strace;
  for (const MutantRow& row : table.rows) json["mutants"].push_back(row_json(table, row));
  return json;
}

}  // namespace lockproof::measure
