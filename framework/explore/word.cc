#include "explore/word.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace lockproof::explore {
namespace {

using std::chrono::nanoseconds;

struct Unit {
  std::string_view name;
  double ns;
};
constexpr std::array kUnits = {Unit{"ns", 1},   Unit{"us", 1e3},   Unit{"ms", 1e6},  Unit{"s", 1e9},
                               Unit{"m", 60e9}, Unit{"min", 60e9}, Unit{"h", 3600e9}};

// Takes " xN" off the end of `text`.
std::uint32_t take_count(std::string_view& text) {
  const auto at = text.rfind(" x");
  if (at == std::string_view::npos) return 1;
  const auto count = number_from_text(text.substr(at + 2));
  if (!count || *count == 0) throw BadWord(fmt::format("'{}': after x comes how often, as in 'kill x2'", text));
  text = text.substr(0, at);
  return *count;
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::uint32_t> number_from_text(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

Word take_apart(std::string_view text) {
  Word word{.text = text, .head = {}, .options = {}};
  word.count = take_count(text);
  for (const std::string_view part : split(text, ':')) {
    const auto equals = part.find('=');
    const bool has_value = equals != std::string_view::npos;
    word.options.push_back({part, part.substr(0, equals), has_value ? part.substr(equals + 1) : std::string_view()});
  }
  word.head = word.options.front();
  word.options.erase(word.options.begin());
  return word;
}

int actor_from_text(std::string_view value) {
  const auto actor = number_from_text(value);
  if (!actor || *actor == 0 || *actor > 64)
    throw BadWord(fmt::format("actor={}: actors have the numbers 1, 2, 3...", value));
  return static_cast<int>(*actor);
}

nanoseconds duration_from_text(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view name(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : kUnits)
    if (error == std::errc() && name == unit.name) return nanoseconds(std::llround(value * unit.ns));
  throw BadWord(fmt::format("'{}' is no duration: write 600s, -30s, 100ms, 5min or 1h", text));
}

std::string to_text(nanoseconds duration) {
  const auto ns = duration.count();
  return ns % 1'000'000'000 == 0 ? fmt::format("{}s", ns / 1'000'000'000) : fmt::format("{}ns", ns);
}

}  // namespace lockproof::explore
