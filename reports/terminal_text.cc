#include "reports/terminal_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace lockproof::reports {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

constexpr Range kInvisible[] = {
    {0x00, 0x1f},        // C0 controls
    {0x7f, 0x9f},        // delete, C1 controls
    {0xad, 0xad},        // soft hyphen
    {0x61c, 0x61c},      // Arabic letter mark
    {0x200b, 0x200f},    // zero width, direction marks
    {0x2028, 0x202e},    // separators, direction embedding
    {0x2060, 0x206f},    // invisible operators, direction isolates
    {0xfeff, 0xfeff},    // byte order mark
    {0xfff9, 0xfffb},    // interlinear annotation
    {0xe0000, 0xe007f},  // tags
};

constexpr Range kCombining[] = {
    {0x300, 0x36f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

// East Asian wide and full width characters, and the pictures: as in fmt's estimate.
constexpr Range kWide[] = {
    {0x1100, 0x115f},   {0x2329, 0x232a},   {0x2e80, 0x303e},   {0x3040, 0xa4cf},   {0xac00, 0xd7a3},
    {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x2fffd}, {0x30000, 0x3fffd},
};

template <std::size_t size>
bool is_in(const Range (&ranges)[size], char32_t character) {
  return std::ranges::any_of(ranges, [=](Range range) { return range.first <= character && character <= range.last; });
}

// The first character of a text, and how many bytes it takes.
struct Character {
  char32_t value = 0;
  std::size_t length = 1;
  bool is_valid = false;
};

// RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF.
Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {};
  char32_t value = lead & (0xffU >> (length + 1));
  for (const char c : text.substr(1, length - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) != 0x80) return {};
    value = (value << 6U) | (byte & 0x3fU);
  }
  const bool is_overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
  if (is_overlong || is_surrogate || value > 0x10ffff) return {};
  return {value, length, true};
}

int columns_of(const Character& character) {
  if (is_in(kCombining, character.value)) return 0;
  return is_in(kWide, character.value) ? 2 : 1;
}

// The longest beginning that is at most `columns` wide.
std::string_view beginning(std::string_view text, int columns) {
  std::size_t end = 0;
  while (end < text.size()) {
    const Character character = first_character(text.substr(end));
    columns -= columns_of(character);
    if (columns < 0) break;
    end += character.length;
  }
  return text.substr(0, end);
}

// The longest end that is at most `columns` wide.
std::string_view ending(std::string_view text, int columns) {
  for (int rest = width(text); rest > columns;) {
    const Character character = first_character(text);
    rest -= columns_of(character);
    text.remove_prefix(character.length);
  }
  return text;
}

constexpr std::string_view kEllipsis = "...";
constexpr int kEllipsisWidth = 3;

std::string blanks(std::string_view text, int columns) {
  return std::string(static_cast<std::size_t>(std::max(0, columns - width(text))), ' ');
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    const std::string_view bytes = text.substr(0, character.length);
    if (character.is_valid && !is_in(kInvisible, character.value)) {
      out += bytes;
    } else {
      for (const char c : bytes) {
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
      }
    }
    text.remove_prefix(character.length);
  }
  return out;
}

int width(std::string_view text) {
  int columns = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    columns += columns_of(character);
    text.remove_prefix(character.length);
  }
  return columns;
}

std::string elided(std::string_view text, int columns) {
  if (width(text) <= columns) return std::string(text);
  if (columns <= kEllipsisWidth) return std::string(beginning(kEllipsis, columns));
  return std::string(beginning(text, columns - kEllipsisWidth)).append(kEllipsis);
}

std::string elided_middle(std::string_view text, int columns) {
  if (width(text) <= columns) return std::string(text);
  if (columns <= kEllipsisWidth) return std::string(beginning(kEllipsis, columns));
  const int tail = (columns - kEllipsisWidth) / 2;
  const int head = columns - kEllipsisWidth - tail;
  return std::string(beginning(text, head)).append(kEllipsis).append(ending(text, tail));
}

std::string padded_right(std::string_view text, int columns) {
  return std::string(text) + blanks(text, columns);
}
std::string padded_left(std::string_view text, int columns) {
  return blanks(text, columns).append(text);
}

}  // namespace lockproof::reports
