#include "explore/tree_probe.h"

#include <algorithm>
#include <cmath>

#include "explore/branch_weight.h"

namespace lockproof::explore {

void TreeProbe::begin(std::uint64_t execution) {
  random_ = SplitMix(0, execution);
  log10_product_ = 0;
}

std::size_t TreeProbe::choose(std::span<const model::Choice> choices) {
  std::uint64_t sum = 0;
  for (const model::Choice& choice : choices) sum += branch_weight(choice);
  std::uint64_t rank = random_.below(sum);
  std::size_t chosen = 0;
  for (; rank >= branch_weight(choices[chosen]); ++chosen) rank -= branch_weight(choices[chosen]);
  log10_product_ += std::log10(static_cast<double>(sum) / static_cast<double>(branch_weight(choices[chosen])));
  return chosen;
}

void TreeProbe::finish(const model::Trace&) {
  log10_products_.push_back(log10_product_);
}

// The products themselves may be too large for a double.
double TreeProbe::log10_size() const {
  const double largest = *std::ranges::max_element(log10_products_);
  double sum = 0;
  for (const double product : log10_products_) sum += std::pow(10, product - largest);
  return largest + std::log10(sum / static_cast<double>(log10_products_.size()));
}

}  // namespace lockproof::explore
