// How text for a person looks: colours, box characters, width.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lockproof::reports {

struct Style {
  bool colour = false;
  bool unicode = false;  // lines and blocks from outside ASCII
  int columns = 100;     // what fits on a line; 0 means no limit
};

// What suits `fd`. Colours and box characters on a terminal only; no colours with NO_COLOR (any value but the
// empty one) or TERM=dumb; box characters if the locale of the environment is UTF-8. The width is the terminal's.
Style style_from_environment(int fd);

enum class Colour : std::uint8_t { none, bold, faint, red, green, yellow };

// Plain `text` if the style has no colours, or for Colour::none.
std::string painted(std::string_view text, Colour colour, const Style& style);

}  // namespace lockproof::reports
