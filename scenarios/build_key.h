// What workers lock in scenarios with one lock.
#pragma once

#include <string_view>

namespace lockproof::scenarios {

inline constexpr std::string_view kBuildKeys[] = {"build"};

}  // namespace lockproof::scenarios
