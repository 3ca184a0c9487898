#include "reports/bench_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "reports/count.h"
#include "reports/duration.h"
#include "reports/table.h"

namespace lockproof::reports {
namespace {

using model::ContentionReport;
using model::ContentionResult;
using Rows = std::vector<const ContentionResult*>;

constexpr const char* kRate = "acquired/s";
constexpr double kNoisy = 0.2;  // spread beyond which small differences mean nothing

std::string duration(double ns) {
  return std::isnan(ns) ? "-" : duration_text(static_cast<std::int64_t>(std::llround(ns)));
}

std::string number(double value, int digits) {
  return std::isnan(value) ? "-" : fmt::format("{:.{}f}", value, digits);
}

// Half the width of the confidence interval.
std::string uncertainty(const model::Estimate& estimate) {
  if (estimate.median <= 0) return "-";
  return fmt::format("{:.0f} %", 50 * (estimate.high - estimate.low) / estimate.median);
}

std::string ratio_text(const ContentionResult& result) {
  if (!result.ratio) return "";
  return fmt::format("{:.2f} ({:.2f}-{:.2f})", result.ratio->median, result.ratio->low, result.ratio->high);
}

// References as they come, then the locks, the fastest first.
Rows ranked(Rows rows) {
  std::erase_if(rows, [](const ContentionResult* row) { return !is_measured(*row); });
  std::ranges::stable_sort(rows, {}, [](const ContentionResult* row) {
    const double judged = row->whole.*model::find_contention_figure(row->judged_by)->value;
    if (!row->note.empty()) return -1.0;
    return std::isnan(judged) ? std::numeric_limits<double>::infinity() : judged;
  });
  return rows;
}

std::vector<Cell> cells_of(const ContentionResult& result) {
  const auto& f = result.whole;
  return {{result.lock, result.note.empty() ? Colour::bold : Colour::faint},
          {duration(f.acquire_p50_ns)},
          {duration(f.acquire_p90_ns)},
          {duration(f.acquire_p99_ns)},
          {duration(f.acquire_p999_ns)},
          {duration(f.acquire_max_ns)},
          {duration(f.handoff_p50_ns)},
          {duration(f.handoff_p99_ns)},
          {count_text(static_cast<std::uint64_t>(f.acquisitions_per_s))},
          {number(f.jain, 2)},
          {number(f.longest_run, 0)},
          {duration(f.waiter_cpu_ns)},
          {number(f.switches, 2)},
          {number(result.calls, 0)},
          {uncertainty(result.judged)},
          {ratio_text(result)},
          {result.note, Colour::faint}};
}

// Its stressors want one lock all the time, as one workload does. For scale, and no more than that.
std::vector<Cell> cells_of(const model::OtherProgram& other, const Table& table) {
  std::vector<Cell> cells(table.columns.size(), Cell{"-"});
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (table.columns[i].title == kRate) cells[i] = {count_text(static_cast<std::uint64_t>(other.operations_per_s))};
  cells.front() = {other.name, Colour::faint};
  cells.at(cells.size() - 2) = {""};
  cells.back() = {"its operations, which are no acquisitions", Colour::faint};
  return cells;
}

Table detail_table(const Rows& rows, const std::string& compared_with, const std::vector<model::OtherProgram>& others) {
  Table table;
  table.columns = {{"lock"}};
  for (const char* title : {"p50", "p90", "p99", "p99.9", "max", "handoff", "its p99", kRate, "Jain", "in a row", "CPU",
                            "switches", "calls", "+-"})
    table.columns.push_back({title, true});
  table.columns.push_back({fmt::format("{} / {}", rows.front()->judged_by, compared_with)});
  table.columns.push_back({""});
  for (const ContentionResult* row : ranked(rows)) table.rows.push_back(cells_of(*row));
  const ContentionResult& first = *rows.front();
  for (const model::OtherProgram& other : others)
    if (first.workload == "hot" && other.directory == first.directory && other.workers == first.workers)
      table.rows.push_back(cells_of(other, table));
  return table;
}

template <typename Value>
std::vector<Value> distinct(const Rows& rows, Value ContentionResult::*member) {
  std::vector<Value> values;
  for (const ContentionResult* row : rows)
    if (std::ranges::find(values, row->*member) == values.end()) values.push_back(row->*member);
  return values;
}

template <typename Value>
Rows where(const Rows& rows, Value ContentionResult::*member, const Value& value) {
  Rows found;
  for (const ContentionResult* row : rows)
    if (row->*member == value) found.push_back(row);
  return found;
}

// Acquisitions per second over the number of processes.
Table scaling_table(const Rows& rows, const std::vector<int>& workers) {
  Table table;
  table.columns = {{"acquired/s"}};
  for (const int count : workers)
    table.columns.push_back({count_text(static_cast<std::uint64_t>(count), "worker"), true});
  for (const std::string& lock : distinct(rows, &ContentionResult::lock)) {
    std::vector<Cell> cells{{lock}};
    for (const int count : workers) {
      const Rows row = where(where(rows, &ContentionResult::lock, lock), &ContentionResult::workers, count);
      const bool has_figures = !row.empty() && is_measured(*row.front());
      cells.push_back(
          {has_figures ? count_text(static_cast<std::uint64_t>(row.front()->whole.acquisitions_per_s)) : "-"});
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

// What was not measured, and why: one line for each lock and reason.
std::string reasons(const Rows& rows, const Style& style) {
  std::string text;
  std::vector<std::string> said;
  for (const ContentionResult* row : rows) {
    if (is_measured(*row)) continue;
    const bool is_broken = !row->disqualified.empty();
    std::string line = fmt::format("{}: {}", row->lock, reason_unmeasured(*row));
    if (std::ranges::find(said, line) != said.end()) continue;
    text += painted(line, is_broken ? Colour::red : Colour::yellow, style) + "\n";
    said.push_back(std::move(line));
  }
  return text;
}

int shown_workers(const std::vector<int>& workers, int cpus) {
  int shown = workers.front();
  for (const int count : workers)
    if (count <= cpus) shown = std::max(shown, count);
  return shown;
}

std::string section(const Rows& rows, const ContentionReport& report, const Style& style, bool all) {
  const ContentionResult& first = *rows.front();
  const std::vector<int> workers = distinct(rows, &ContentionResult::workers);
  std::string text;
  for (const int count : workers) {
    if (!all && count != shown_workers(workers, report.cpus)) continue;
    const std::string loop =
        first.rate > 0 ? fmt::format("open loop, {:g}/s, from the intended start", first.rate) : "closed loop";
    text += fmt::format("\n{} in {}, {}, {}\n", painted(first.workload, Colour::bold, style), first.directory,
                        count_text(static_cast<std::uint64_t>(count), "worker"), loop);
    text += to_text(detail_table(where(rows, &ContentionResult::workers, count), report.compared_with, report.others),
                    style);
  }
  if (workers.size() > 1)
    text += fmt::format("\n{} in {}\n{}", painted(first.workload, Colour::bold, style), first.directory,
                        to_text(scaling_table(rows, workers), style));
  return text + reasons(rows, style);
}

}  // namespace

std::string bench_text(const ContentionReport& report, const Style& style, bool all) {
  std::string text;
  for (const auto& [what, words] : report.machine) text += fmt::format("{}: {}\n", what, words);
  Rows rows;
  for (const ContentionResult& result : report.results) rows.push_back(&result);
  for (const std::string& workload : distinct(rows, &ContentionResult::workload)) {
    const Rows of_workload = where(rows, &ContentionResult::workload, workload);
    for (const std::string& directory : distinct(of_workload, &ContentionResult::directory))
      text += section(where(of_workload, &ContentionResult::directory, directory), report, style, all);
  }
  if (!report.others_not_shown.empty()) text += fmt::format("\nnot shown: {}\n", report.others_not_shown);
  if (std::isnan(report.spread)) return text + "\nOne run of each: nothing tells how sure these figures are.\n";
  text += fmt::format("\nRuns of {} differed by {:.0f} % among themselves.", report.compared_with, 100 * report.spread);
  if (report.spread > kNoisy)
    text += painted(" This machine is noisy: smaller differences between locks mean nothing.", Colour::yellow, style);
  return text + fmt::format(" {}.\n", duration_text(report.seconds));
}

}  // namespace lockproof::reports
