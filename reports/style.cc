#include "reports/style.h"

#include <fmt/format.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace lockproof::reports {
namespace {

std::string_view environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// As setlocale(3) looks it up: the first that is not empty decides.
bool is_locale_utf8() {
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value(environment(name));
    if (value.empty()) continue;
    return strcasestr(value.c_str(), "utf-8") != nullptr || strcasestr(value.c_str(), "utf8") != nullptr;
  }
  return false;
}

std::string_view escape_code(Colour colour) {
  switch (colour) {
    case Colour::none:
      return "";
    case Colour::bold:
      return "1";
    case Colour::faint:
      return "2";
    case Colour::red:
      return "1;31";
    case Colour::green:
      return "32";
    case Colour::yellow:
      return "33";
  }
  return "";
}

}  // namespace

Style style_from_environment(int fd) {
  Style style;
  if (isatty(fd) == 0) return style;
  style.colour = environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  style.unicode = is_locale_utf8();
  winsize window{};
  if (ioctl(fd, TIOCGWINSZ, &window) == 0 && window.ws_col > 0) style.columns = window.ws_col;
  return style;
}

std::string painted(std::string_view text, Colour colour, const Style& style) {
  if (!style.colour || colour == Colour::none || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", escape_code(colour), text);
}

}  // namespace lockproof::reports
