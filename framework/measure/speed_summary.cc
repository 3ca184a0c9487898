#include "measure/speed_summary.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/table.h"

namespace lockproof::measure {
namespace {

constexpr std::array kActors{2, 3, 4, 8};
constexpr std::array kSteps{500, 1000, 2000, 4000};
constexpr double kGoalOfFree = 1.0;
constexpr double kGoalOfFutex = 2.0;

struct Figure {
  std::string_view title;
  std::string_view counter;
  int digits;
};

// A row for each benchmark that was run; empty if none was.
std::string table_of(const SpeedFigures& all, std::string_view benchmark, std::string_view argument,
                     std::span<const int> values, std::span<const Figure> figures) {
  reports::Table table{.columns = {{std::string(argument), true}}, .rows = {}};
  for (const Figure& figure : figures) table.columns.push_back({std::string(figure.title), true});
  for (const int value : values) {
    const auto found = all.find(fmt::format("{}/{}:{}", benchmark, argument, value));
    if (found == all.end()) continue;
    auto& cells = table.rows.emplace_back();
    cells.push_back({std::to_string(value)});
    for (const Figure& figure : figures)
      cells.push_back({fmt::format("{:.{}f}", found->second.at(std::string(figure.counter)), figure.digits)});
  }
  return table.rows.empty() ? "" : to_text(table, reports::Style{});
}

std::optional<double> figure(const SpeedFigures& all, std::string_view benchmark, std::string_view counter) {
  const auto found = all.find(benchmark);
  if (found == all.end()) return std::nullopt;
  const auto value = found->second.find(std::string(counter));
  return value == found->second.end() ? std::nullopt : std::optional(value->second);
}

std::string titled(std::string_view title, const std::string& table) {
  return table.empty() ? "" : fmt::format("\n{}:\n\n{}", title, table);
}

std::string notification_text(const SpeedFigures& all) {
  const auto stop = figure(all, "step", "stop_in_notifications");
  return stop ? fmt::format("A bare stop takes {:.2f} times as long as a notification (seccomp_unotify(2))\n", *stop)
              : "";
}

std::string step_text(const SpeedFigures& all) {
  const auto futex = figure(all, "step", "ratio");
  if (!futex) return "";
  return fmt::format(
      "\nA step, all in (3 actors): {:.2f} futex round trips (goal {:.1f}: {}), {:.2f} bare stops; {:.2f} stops to a "
      "step\n{}",
      *futex, kGoalOfFutex, *futex <= kGoalOfFutex ? "reached" : "missed", *figure(all, "step", "ratio_to_bare_stop"),
      *figure(all, "step", "stops_per_step"), notification_text(all));
}

std::string parts_text(const SpeedFigures& all) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kParts{
      {{"a fresh world", "reset_us"},
       {"births", "births_us"},
       {"bare steps", "stops_us"},
       {"the actors' own work and what it costs to follow it", "rest_us"},
       {"deaths", "deaths_us"}}};
  const auto whole = figure(all, "parts", "whole_us");
  if (!whole) return "";
  std::string text = "\nWhere the time of an execution goes (3 actors):\n\n";
  for (const auto& [what, counter] : kParts)
    text += fmt::format("  {:3.0f} %  {}\n", 100 * *figure(all, "parts", counter) / *whole, what);
  return text;
}

// How much more a step costs in the longest execution than in the shortest, with so many actors or steps.
std::string growth_text(const SpeedFigures& all, std::string_view benchmark, std::string_view argument,
                        std::span<const int> values) {
  const auto first = figure(all, fmt::format("{}/{}:{}", benchmark, argument, values.front()), "step_us");
  const auto last = figure(all, fmt::format("{}/{}:{}", benchmark, argument, values.back()), "step_us");
  if (!first || !last) return "";
  return fmt::format("\nA step with {} {} costs {:.2f} of one with {} (linear: 1)\n", values.back(), argument,
                     *last / *first, values.front());
}

std::string goal_text(const SpeedFigures& all) {
  const auto ratio = figure(all, "control/actors:3", "ratio");
  if (!ratio) return "";
  return fmt::format("\nControl makes {:.2f} of the uncontrolled executions (3 actors, one CPU; goal {:.1f}: {})\n",
                     *ratio, kGoalOfFree, *ratio >= kGoalOfFree ? "reached" : "missed");
}

}  // namespace

std::string to_text(const SpeedFigures& all) {
  constexpr std::array<Figure, 5> kControl{{{"executions/s", "executions_per_s", 0},
                                            {"uncontrolled/s", "free_per_s", 0},
                                            {"ratio", "ratio", 2},
                                            {"steps", "steps", 1},
                                            {"us a step", "step_us", 2}}};
  constexpr std::array<Figure, 5> kAllCores{{{"CPUs", "cpus", 0},
                                             {"executions/s", "executions_per_s", 0},
                                             {"uncontrolled/s", "free_per_s", 0},
                                             {"ratio", "ratio", 2},
                                             {"of CPUs x one CPU", "scaling", 2}}};
  constexpr std::array<Figure, 2> kGrowth{{{"steps made", "steps", 0}, {"us a step", "step_us", 2}}};
  constexpr std::array<Figure, 5> kMemory{{{"executor KiB", "executor_kib", 0},
                                           {"server KiB", "server_kib", 0},
                                           {"actors KiB", "actors_kib", 0},
                                           {"an actor KiB", "actor_kib", 0},
                                           {"its RSS KiB", "actor_rss_kib", 0}}};
  return titled("On one CPU", table_of(all, "control", "actors", kActors, kControl)) + goal_text(all) +
         growth_text(all, "control", "actors", kActors) +
         titled("On all CPUs", table_of(all, "all_cores", "actors", kActors, kAllCores)) + step_text(all) +
         parts_text(all) + titled("Longer traces", table_of(all, "growth", "steps", kSteps, kGrowth)) +
         growth_text(all, "growth", "steps", kSteps) +
         titled("Memory of a world (PSS)", table_of(all, "memory", "actors", kActors, kMemory));
}

}  // namespace lockproof::measure
