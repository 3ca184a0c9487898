// Medians, and how sure one can be of them.
#pragma once

#include <vector>

#include "model/contention.h"

namespace lockproof::measure {

// Requires a value.
double median(std::vector<double> values);

// The median, and between which medians 95 % of resampled values lie (bootstrap; the same values give the same
// answer). Requires a value.
model::Estimate estimate(const std::vector<double>& values);

// How far the values lie apart: (max - min) / median. Requires a value.
double spread(const std::vector<double>& values);

// The factor between two independent samples, a median over a median, as estimate(). Requires a value in each.
model::Estimate estimate_ratio(const std::vector<double>& over, const std::vector<double>& under);

}  // namespace lockproof::measure
