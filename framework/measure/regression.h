// Whether a lock has become slower than it was: for --fail-if.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "model/contention.h"

namespace lockproof::measure {

// What is wrong with a condition, and what would be right.
class BadCondition : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// "p99>1.2x": the figure is more than 1.2 times that of the baseline. "throughput<0.8x": less than 0.8 times.
struct Condition {
  explicit Condition(const std::string& text);  // throws BadCondition

  std::string text;
  const model::ContentionFigure* figure = nullptr;
  bool is_above = true;
  double factor = 1;
};

// Fewer runs than that on either side cannot leave chance behind.
inline constexpr int kRunsMin = 5;

struct Regression {
  std::string name;  // model::contention_name()
  std::string condition;
  model::Estimate ratio;  // to the baseline
};

// The rows of which a condition is true, beyond doubt: the runs lie beyond the factor times those of the
// baseline by a rank test (of five, all must; of nine, one may lie wrong), and so does the confidence interval. Where
// the references of the same workload have changed as well, it was the machine that changed: the factor is that much
// larger. Rows that have fewer than kRunsMin runs here or in the baseline, and those that are there for comparison, are
// not judged.
std::vector<Regression> find_regressions(const std::vector<model::ContentionResult>& results,
                                         const std::vector<model::ContentionResult>& baseline,
                                         const std::vector<Condition>& conditions);

// How many rows can be judged by that baseline.
std::size_t count_comparable(const std::vector<model::ContentionResult>& results,
                             const std::vector<model::ContentionResult>& baseline);

}  // namespace lockproof::measure
