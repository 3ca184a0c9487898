#include "cli/seconds_word.h"

#include <fmt/format.h>

#include <charconv>

#include "cli/command_line.h"

namespace lockproof::cli {

double parse_seconds(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const double scale = unit == "s" || unit.empty()    ? 1
                       : unit == "ms"                 ? 1e-3
                       : unit == "min" || unit == "m" ? 60
                       : unit == "h"                  ? 3600
                                                      : 0;
  if (error != std::errc() || scale == 0 || value <= 0)
    throw UsageError(fmt::format("--time '{}' is no duration: write 30s, 5min or 1h", text));
  return value * scale;
}

}  // namespace lockproof::cli
