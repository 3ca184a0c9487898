#include "measure/estimate.h"

#include <algorithm>
#include <cstddef>

#include "explore/split_mix.h"

namespace lockproof::measure {
namespace {

constexpr int kResamples = 1000;
constexpr double kTail = 0.025;

std::vector<double> resample(const std::vector<double>& values, explore::SplitMix& random) {
  std::vector<double> drawn(values.size());
  for (double& value : drawn) value = values[random.below(values.size())];
  return drawn;
}

model::Estimate bootstrap(double median, auto&& resampled_median) {
  explore::SplitMix random(1);
  std::vector<double> medians(kResamples);
  for (double& value : medians) value = resampled_median(random);
  std::ranges::sort(medians);
  const auto cut = static_cast<std::size_t>(kTail * kResamples);
  return {.median = median, .low = medians[cut], .high = medians[medians.size() - 1 - cut]};
}

}  // namespace

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

model::Estimate estimate(const std::vector<double>& values) {
  return bootstrap(median(values), [&](explore::SplitMix& random) { return median(resample(values, random)); });
}

double spread(const std::vector<double>& values) {
  const auto [least, most] = std::ranges::minmax(values);
  const double middle = median(values);
  return middle == 0 ? 0 : (most - least) / middle;
}

model::Estimate estimate_ratio(const std::vector<double>& over, const std::vector<double>& under) {
  return bootstrap(median(over) / median(under), [&](explore::SplitMix& random) {
    return median(resample(over, random)) / median(resample(under, random));
  });
}

}  // namespace lockproof::measure
