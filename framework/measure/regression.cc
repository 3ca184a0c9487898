#include "measure/regression.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "measure/estimate.h"

namespace lockproof::measure {
namespace {

using model::ContentionResult;

constexpr double kRankExcessMin = 2.5;

std::vector<double> values_of(const ContentionResult& result, const model::ContentionFigure& figure) {
  std::vector<double> values;
  for (const auto& run : result.runs)
    if (const double value = run.*figure.value; value > 0) values.push_back(value);
  return values;
}

const ContentionResult* find_row(const std::vector<ContentionResult>& results, const std::string& name) {
  const auto found = std::ranges::find(results, name, model::contention_name);
  return found == results.end() ? nullptr : &*found;
}

struct Samples {
  std::vector<double> now;
  std::vector<double> before;
};

Samples samples(const ContentionResult& result, const std::vector<ContentionResult>& baseline,
                const model::ContentionFigure& figure) {
  const ContentionResult* before = find_row(baseline, model::contention_name(result));
  if (before == nullptr) return {};
  return {.now = values_of(result, figure), .before = values_of(*before, figure)};
}

// How much larger the figure has become in the rows that are there for comparison, typically.
double drift(const ContentionResult& judged, const std::vector<ContentionResult>& results,
             const std::vector<ContentionResult>& baseline, const model::ContentionFigure& figure) {
  std::vector<double> ratios;
  for (const ContentionResult& result : results) {
    if (result.note.empty() || result.workload != judged.workload || result.directory != judged.directory ||
        result.workers != judged.workers)
      continue;
    const auto [now, before] = samples(result, baseline, figure);
    if (!now.empty() && !before.empty()) ratios.push_back(median(now) / median(before));
  }
  return ratios.empty() ? 1 : median(ratios);
}

// How far the ranks of `high` lie above those of `low`, in standard deviations (Mann and Whitney, with the correction
// for continuity). 2.5 and more is what five runs that are all above five others have; one run of nine may lie wrong.
double rank_excess(const std::vector<double>& high, const std::vector<double>& low) {
  double wins = 0;
  for (const double a : high)
    for (const double b : low) wins += a > b ? 1 : 0;
  const auto n = static_cast<double>(high.size());
  const auto m = static_cast<double>(low.size());
  return (wins - n * m / 2 - 0.5) / std::sqrt(n * m * (n + m + 1) / 12);
}

bool is_beyond_doubt(Samples samples, const model::Estimate& ratio, bool is_above, double factor) {
  for (double& value : samples.before) value *= factor;
  return is_above ? ratio.low > factor && rank_excess(samples.now, samples.before) > kRankExcessMin
                  : ratio.high < factor && rank_excess(samples.before, samples.now) > kRankExcessMin;
}

}  // namespace

Condition::Condition(const std::string& text) : text(text) {
  const auto remedy = [&] {
    std::string names;
    for (const auto& known : model::contention_figures())
      names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
    return BadCondition(
        fmt::format("'{}' is no condition: write p99>1.2x or throughput<0.8x. Figures: {}", text, names));
  };
  const auto sign = text.find_first_of("<>");
  if (sign == std::string::npos || !text.ends_with('x')) throw remedy();
  figure = model::find_contention_figure(std::string_view(text).substr(0, sign));
  is_above = text[sign] == '>';
  const char* last = text.data() + text.size() - 1;
  const auto [end, error] = std::from_chars(text.data() + sign + 1, last, factor);
  if (figure == nullptr || error != std::errc() || end != last || !(factor > 0)) throw remedy();
}

std::vector<Regression> find_regressions(const std::vector<ContentionResult>& results,
                                         const std::vector<ContentionResult>& baseline,
                                         const std::vector<Condition>& conditions) {
  std::vector<Regression> found;
  for (const ContentionResult& result : results) {
    if (!result.note.empty()) continue;
    for (const Condition& condition : conditions) {
      const Samples both = samples(result, baseline, *condition.figure);
      if (std::min(both.now.size(), both.before.size()) < kRunsMin) continue;
      const double machine = drift(result, results, baseline, *condition.figure);
      const double factor = condition.factor * (condition.is_above ? std::max(machine, 1.0) : std::min(machine, 1.0));
      const model::Estimate ratio = estimate_ratio(both.now, both.before);
      if (is_beyond_doubt(both, ratio, condition.is_above, factor))
        found.push_back({model::contention_name(result), condition.text, ratio});
    }
  }
  return found;
}

std::size_t count_comparable(const std::vector<ContentionResult>& results,
                             const std::vector<ContentionResult>& baseline) {
  return static_cast<std::size_t>(std::ranges::count_if(results, [&](const ContentionResult& result) {
    const ContentionResult* before = find_row(baseline, model::contention_name(result));
    return result.note.empty() && before != nullptr && std::min(result.runs.size(), before->runs.size()) >= kRunsMin;
  }));
}

}  // namespace lockproof::measure
