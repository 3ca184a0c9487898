#include "reports/duration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lockproof::reports {
namespace {

constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kMillisecond = 1'000 * kMicrosecond;
constexpr std::int64_t kSecond = 1'000 * kMillisecond;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;

std::int64_t rounded_to(std::int64_t unit, std::int64_t value) {
  return (value + unit / 2) / unit * unit;
}

// "3.9 us"; "3 us" rather than "3.0 us", and no tenths from 10 on.
std::string in_unit(std::int64_t value, std::int64_t unit, const char* name) {
  const std::int64_t tenths = value * 10 / unit;
  if (tenths >= 100 || tenths % 10 == 0) return fmt::format("{} {}", tenths / 10, name);
  return fmt::format("{}.{} {}", tenths / 10, tenths % 10, name);
}

// "12.3 s", "12 s".
std::string seconds_text(std::int64_t value) {
  const std::int64_t tenths = value / (kSecond / 10);
  return tenths % 10 == 0 ? fmt::format("{} s", tenths / 10) : fmt::format("{}.{} s", tenths / 10, tenths % 10);
}

// "5 min 0.1 s", "5 min".
std::string two_units(std::int64_t count, const char* name, std::int64_t rest, const std::string& rest_text) {
  return rest == 0 ? fmt::format("{} {}", count, name) : fmt::format("{} {} {}", count, name, rest_text);
}

// Rounds to two figures or a tenth of the unit; 9.96 then counts as 10.
std::int64_t rounded_in_unit(std::int64_t unit, std::int64_t value) {
  const std::int64_t tenths = rounded_to(unit / 10, value);
  return tenths < 10 * unit ? tenths : rounded_to(unit, value);
}

}  // namespace

std::string moment_text(std::int64_t time_ns) {
  const std::int64_t microseconds = time_ns / kMicrosecond;
  return fmt::format("+{}.{:06} s", microseconds / 1'000'000, microseconds % 1'000'000);
}

// Each unit is tried with the value as it would be written in it, so that 999.7 ms is "1 s" and never "1000 ms".
std::string duration_text(std::int64_t duration_ns) {
  if (duration_ns < kMicrosecond) return fmt::format("{} ns", duration_ns);
  for (const auto& [unit, name] : {std::pair{kMicrosecond, "us"}, {kMillisecond, "ms"}}) {
    const std::int64_t value = rounded_in_unit(unit, duration_ns);
    if (value < 1'000 * unit) return in_unit(value, unit, name);
  }
  if (const std::int64_t value = rounded_to(kSecond / 10, duration_ns); value < kHour) {
    if (value < kMinute) return seconds_text(value);
    return two_units(value / kMinute, "min", value % kMinute, seconds_text(value % kMinute));
  }
  const std::int64_t value = rounded_to(kMinute, duration_ns);
  return two_units(value / kHour, "h", value % kHour, fmt::format("{} min", value % kHour / kMinute));
}

std::string duration_text(double seconds) {
  constexpr double kSecondsMax = 9e9;  // more do not fit
  const double bounded = std::clamp(seconds, -kSecondsMax, kSecondsMax);
  return duration_text(static_cast<std::int64_t>(std::llround(bounded * static_cast<double>(kSecond))));
}

}  // namespace lockproof::reports
