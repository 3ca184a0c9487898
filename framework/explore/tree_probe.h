// How many executions there would be without any reduction, from some of them: D. Knuth: Estimating the efficiency of
// backtrack programs, Mathematics of Computation 29, 1975.
//
// Each execution takes one of the choices at each step, with a probability that goes by its branch_weight. The inverse
// of the product of these is on average, over many executions, the number of all. It varies much: what comes out is an
// order of magnitude.
#pragma once

#include <vector>

#include "explore/split_mix.h"
#include "explore/strategy.h"

namespace lockproof::explore {

class TreeProbe : public Strategy {
 public:
  void begin(std::uint64_t execution) override;
  std::size_t choose(std::span<const model::Choice> choices) override;
  void finish(const model::Trace& trace) override;

  // The decimal logarithm of the estimate. Requires: an execution was finished.
  double log10_size() const;

 private:
  SplitMix random_{0};
  double log10_product_ = 0;
  std::vector<double> log10_products_;
};

}  // namespace lockproof::explore
