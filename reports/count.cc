#include "reports/count.h"

#include <fmt/format.h>

#include <cstddef>

namespace lockproof::reports {

std::string count_text(std::uint64_t count) {
  constexpr std::size_t kGroup = 3;
  std::string text = fmt::to_string(count);
  for (std::size_t end = text.size(); end > kGroup;) {
    end -= kGroup;
    text.insert(end, 1, ',');
  }
  return text;
}

std::string count_text(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count_text(count), noun, count == 1 ? "" : "s");
}

}  // namespace lockproof::reports
