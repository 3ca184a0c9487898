#include "reports/verdict_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/count.h"
#include "reports/duration.h"
#include "reports/finding.h"
#include "reports/table.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

using model::Result;
using model::RunSummary;
using model::Verdict;

constexpr int kNameWidth = 32;  // of a name in a table: a --lock-command can be long

std::string name_text(std::string_view name) {
  return elided(printable(name), kNameWidth);
}

// The different values of `name`, in order of appearance.
std::vector<std::string_view> names(const RunSummary& summary, std::string Result::*name) {
  std::vector<std::string_view> all;
  for (const Result& result : summary.results) {
    if (std::ranges::find(all, result.*name) == all.end()) all.push_back(result.*name);
  }
  return all;
}

class Matrix {
 public:
  Matrix(const RunSummary& summary, const Style& style)
      : style_(style), locks_(names(summary, &Result::lock)), scenarios_(names(summary, &Result::scenario)) {
    for (const Result& result : summary.results) {
      is_unique_ &= cells_.emplace(Key(result.lock, result.scenario), &result).second;
    }
  }

  bool suits() const {
    return is_unique_ && locks_.size() > 1 && scenarios_.size() > 1 &&
           2 * cells_.size() >= locks_.size() * scenarios_.size();
  }

  // Names the oracles if that fits, and does without them rather than in several tables.
  std::string text() const {
    for (const bool with_oracle : {true, false}) {
      const Table whole = table(scenarios_, with_oracle);
      if (fits(whole)) return to_text(whole, style_) + legend();
    }
    std::string text;
    for (std::span<const std::string_view> rest = scenarios_; !rest.empty();) {
      std::size_t count = 1;
      while (count < rest.size() && fits(table(rest.first(count + 1), false))) ++count;
      if (!text.empty()) text += '\n';
      text += to_text(table(rest.first(count), false), style_);
      rest = rest.subspan(count);
    }
    return text + legend();
  }

 private:
  using Key = std::pair<std::string_view, std::string_view>;  // lock, scenario

  bool fits(const Table& table) const { return style_.columns == 0 || width(table) <= style_.columns; }

  Cell cell(std::string_view lock, std::string_view scenario, bool with_oracle) const {
    const auto found = cells_.find(Key(lock, scenario));
    if (found == cells_.end()) return {"-", Colour::faint};
    const Result& result = *found->second;
    Cell cell{std::string(outcome_text(result)), outcome_colour(result)};
    if (is_proof(result)) cell.text += " *";
    if (with_oracle && !result.oracle.empty()) cell.text += " " + printable(result.oracle);
    return cell;
  }

  Table table(std::span<const std::string_view> scenarios, bool with_oracle) const {
    Table table{{{"lock"}}, {}};
    for (const std::string_view scenario : scenarios) {
      table.columns.push_back({name_text(scenario)});
    }
    for (const std::string_view lock : locks_) {
      std::vector<Cell> row{{name_text(lock)}};
      for (const std::string_view scenario : scenarios) {
        row.push_back(cell(lock, scenario, with_oracle));
      }
      table.rows.push_back(std::move(row));
    }
    return table;
  }

  std::string legend() const {
    const bool has_proof = std::ranges::any_of(cells_, [](const auto& entry) { return is_proof(*entry.second); });
    return has_proof ? "* every schedule within the bounds was tried\n" : "";
  }

  static bool is_proof(const Result& result) {
    return result.exhaustive && result.skipped.empty() && result.verdict == Verdict::pass;
  }

  const Style& style_;
  std::vector<std::string_view> locks_;
  std::vector<std::string_view> scenarios_;
  std::map<Key, const Result*> cells_;
  bool is_unique_ = true;
};

std::string classes_text(const Result& result) {
  if (result.exhaustive) return "all";
  return (result.coverage.is_exact() ? "" : "~") + count_text(result.coverage.classes());
}

std::string unseen_text(const Result& result) {
  return result.exhaustive ? "none" : fmt::format("{:.1f} %", 100 * result.coverage.unseen());
}

std::vector<Cell> row_of(const Result& result) {
  const bool was_run = result.skipped.empty();
  Cell verdict{std::string(outcome_text(result)), outcome_colour(result)};
  if (was_run && !result.oracle.empty()) verdict.text += " " + printable(result.oracle);
  return {{name_text(result.lock)},
          {name_text(result.scenario)},
          {count_text(result.workers)},
          {printable(result.strategy)},
          {was_run ? count_text(result.executions) : ""},
          {was_run ? classes_text(result) : ""},
          {was_run ? unseen_text(result) : ""},
          {was_run ? duration_text(result.seconds) : ""},
          std::move(verdict)};
}

// How commands were started; nothing if there are none.
std::string start_text(const RunSummary& summary) {
  std::vector<std::string> modes;
  for (const Result& result : summary.results)
    if (!result.start.empty() && std::ranges::find(modes, result.start) == modes.end()) modes.push_back(result.start);
  if (modes.empty()) return "";
  if (modes.size() == 1) return fmt::format("start: {}\n", printable(modes[0]));
  std::string text = "start: fork server, but exec in";
  for (const Result& result : summary.results)
    if (!result.start.empty() && result.start != model::kForked)
      text += fmt::format(" {} ({})", printable(result.scenario), printable(result.lock));
  return text + "\n";
}

std::string rows_text(const RunSummary& summary, const Style& style) {
  Table table{{{"lock"},
               {"scenario"},
               {"workers", true},
               {"strategy"},
               {"executions", true},
               {"classes", true},
               {"new", true},
               {"time", true},
               {"verdict"}},
              {}};
  for (const Result& result : summary.results) {
    table.rows.push_back(row_of(result));
  }
  return to_text(table, style) + "new: the chance that one more execution is of a class not met yet\n" +
         start_text(summary);
}

// Each reason once: on a poor machine the same one holds for many results.
std::string skipped_text(const RunSummary& summary) {
  std::map<std::string_view, std::size_t> reasons;
  for (const Result& result : summary.results) {
    if (!result.skipped.empty()) ++reasons[result.skipped];
  }
  std::string text;
  for (const auto& [reason, count] : reasons) {
    text += fmt::format("{}skipped {}: {}\n", text.empty() ? "\n" : "", count_text(count, "result"), printable(reason));
  }
  return text;
}

// "3 results: 1 pass, 1 VIOLATION, 1 skipped".
std::string outcomes_text(const RunSummary& summary, const Style& style) {
  std::string text = count_text(summary.results.size(), "result");
  std::string_view before = ": ";
  for (const std::string_view outcome :
       {"pass", "VIOLATION", "caught", "known limit", "limit not shown", "inconclusive", "error", "skipped"}) {
    const auto has_outcome = [&](const Result& result) { return outcome_text(result) == outcome; };
    const auto count = std::ranges::count_if(summary.results, has_outcome);
    if (count == 0) continue;
    const Colour colour = outcome_colour(*std::ranges::find_if(summary.results, has_outcome));
    text += before;
    text += painted(fmt::format("{} {}", count_text(static_cast<std::uint64_t>(count)), outcome), colour, style);
    before = ", ";
  }
  return text;
}

std::string totals_text(const RunSummary& summary, const Style& style) {
  std::uint64_t executions = 0;
  double virtual_seconds = 0;
  for (const Result& result : summary.results) {
    if (!result.skipped.empty()) continue;
    executions += result.executions;
    virtual_seconds += result.virtual_seconds;
  }
  return fmt::format("\n{}\n{}, virtual {} in {} wall\nseed {}, digest {:016x}\n", outcomes_text(summary, style),
                     count_text(executions, "execution"), duration_text(virtual_seconds),
                     duration_text(summary.seconds), summary.seed, model::digest(summary));
}

}  // namespace

std::string verdict_table(const RunSummary& summary, const Style& style) {
  const Matrix matrix(summary, style);
  const std::string table = matrix.suits() ? matrix.text() : rows_text(summary, style);
  return table + findings(summary, style) + skipped_text(summary) + totals_text(summary, style);
}

}  // namespace lockproof::reports
