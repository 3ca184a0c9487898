// Counts in words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lockproof::reports {

// "48,211".
std::string count_text(std::uint64_t count);

// "1 step", "48,211 steps": `noun` takes an s.
std::string count_text(std::uint64_t count, std::string_view noun);

}  // namespace lockproof::reports
