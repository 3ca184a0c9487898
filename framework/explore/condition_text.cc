#include "explore/condition_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace lockproof::explore {
namespace {

constexpr std::array<std::string_view, 11> kNames = {
    "clock_skew",       "clock_drift",   "server_skew", "file_times",      "containers", "users",
    "nonatomic_create", "inodes_reused", "plant",       "attribute_cache", "check"};

// What would end a word or a part of one.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = c > ' ' && c < '\x7f' && c != ':' && c != '%';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const std::string_view digits = text.substr(i + 1, 2);
    unsigned int byte = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2)
      throw BadWord(fmt::format("'{}': after % come two hexadecimal digits, as in %20 for a space", text));
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

std::size_t place_of_actor(const Word& word) {
  if (word.options.size() != 1 || word.options.front().key != "actor")
    throw BadWord(fmt::format("'{}': whose clock? Write {}:actor=2", word.text, word.head.text));
  return static_cast<std::size_t>(actor_from_text(word.options.front().value)) - 1;
}

template <typename T>
void set_at(std::vector<T>& values, std::size_t place, T value) {
  values.resize(std::max(values.size(), place + 1));
  values[place] = value;
}

std::int32_t parts_per_million(const Word& word) {
  std::int32_t value = 0;
  const std::string_view text = word.head.value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || std::abs(value) >= 1'000'000)
    throw BadWord(fmt::format("'{}': write clock_drift=200:actor=1, for 200 parts in a million", word.text));
  return value;
}

void refuse_options(const Word& word) {
  if (!word.options.empty())
    throw BadWord(
        fmt::format("'{}' in '{}': {} takes no options", word.options.front().text, word.text, word.head.key));
}

std::chrono::nanoseconds positive_duration(const Word& word) {
  refuse_options(word);
  const auto duration = duration_from_text(word.head.value);
  if (duration.count() <= 0) throw BadWord(fmt::format("'{}': must be more than 0", word.text));
  return duration;
}

// Below the world, wherever it is.
std::string planted_path(const Word& word) {
  std::string path = unescaped(word.head.value);
  const auto components = split(path, '/');
  const auto is_odd = [](std::string_view component) {
    return component.empty() || component == "." || component == "..";
  };
  if (std::ranges::any_of(components, is_odd))
    throw BadWord(fmt::format("'{}': write a path below the world, as in plant=locks/build.lock", word.text));
  return path;
}

PlantedPath planted_of(const Word& word) {
  using Kind = PlantedPath::Kind;
  PlantedPath planted{.path = planted_path(word)};
  for (const Word::Part& option : word.options) {
    if (option.key == "text" || option.key == "symlink") {
      planted.kind = option.key == "text" ? Kind::file : Kind::symlink;
      planted.text = unescaped(option.value);
    } else if (option.text == "directory") {
      planted.kind = Kind::directory;
    } else if (option.text == "missing") {
      planted.kind = Kind::missing;
    } else if (option.text == "read_only") {
      planted.kind = Kind::read_only;
    } else if (option.key == "age") {
      planted.age = duration_from_text(option.value);
    } else {
      throw BadWord(fmt::format("'{}' in '{}': known are text=T, directory, symlink=TARGET, missing, read_only, age=D",
                                option.text, word.text));
    }
  }
  return planted;
}

std::string word_of(const PlantedPath& planted) {
  using Kind = PlantedPath::Kind;
  std::string text = "plant=" + escaped(planted.path);
  if (planted.kind == Kind::file && !planted.text.empty()) text += ":text=" + escaped(planted.text);
  if (planted.kind == Kind::symlink) text += ":symlink=" + escaped(planted.text);
  if (planted.kind == Kind::directory) text += ":directory";
  if (planted.kind == Kind::missing) text += ":missing";
  if (planted.kind == Kind::read_only) text += ":read_only";
  if (planted.age.count() != 0) text += ":age=" + to_text(planted.age);
  return text;
}

}  // namespace

bool is_condition(std::string_view word) {
  return std::ranges::find(kNames, take_apart(word).head.key) != kNames.end();
}

void add_condition(Conditions& conditions, std::string_view text) {
  const Word word = take_apart(text);
  const std::string_view name = word.head.key;
  const auto switch_on = [&](bool& condition) {
    refuse_options(word);
    if (word.head.text != name) throw BadWord(fmt::format("'{}': write {}", text, name));
    condition = true;
  };
  if (word.count != 1) throw BadWord(fmt::format("'{}': a condition holds all the time, not N times", text));
  if (name == "clock_skew") {
    set_at(conditions.clock_skews, place_of_actor(word), duration_from_text(word.head.value));
  } else if (name == "clock_drift") {
    set_at(conditions.clock_drifts_ppm, place_of_actor(word), parts_per_million(word));
  } else if (name == "server_skew") {
    refuse_options(word);
    conditions.server_skew = duration_from_text(word.head.value);
  } else if (name == "file_times") {
    conditions.file_time_step = positive_duration(word);
  } else if (name == "attribute_cache") {
    conditions.attribute_cache = positive_duration(word);
  } else if (name == "containers") {
    switch_on(conditions.containers);
  } else if (name == "users") {
    switch_on(conditions.users);
  } else if (name == "nonatomic_create") {
    switch_on(conditions.nonatomic_create);
  } else if (name == "inodes_reused") {
    switch_on(conditions.inodes_reused);
  } else if (name == "plant") {
    conditions.planted.push_back(planted_of(word));
  } else if (name == "check") {
    refuse_options(word);
    conditions.check = unescaped(word.head.value);
  } else {
    throw BadWord(fmt::format("there is no condition '{}': see lockproof list faults", text));
  }
}

std::string to_text(const Conditions& conditions) {
  const Conditions plain;
  std::string text;
  const auto write = [&](bool differs, std::string_view word) {
    if (differs) text += fmt::format("{}\n", word);
  };
  for (std::size_t i = 0; i < conditions.clock_skews.size(); ++i)
    write(conditions.clock_skews[i].count() != 0,
          fmt::format("clock_skew={}:actor={}", to_text(conditions.clock_skews[i]), i + 1));
  for (std::size_t i = 0; i < conditions.clock_drifts_ppm.size(); ++i)
    write(conditions.clock_drifts_ppm[i] != 0,
          fmt::format("clock_drift={}:actor={}", conditions.clock_drifts_ppm[i], i + 1));
  write(conditions.server_skew != plain.server_skew, "server_skew=" + to_text(conditions.server_skew));
  write(conditions.file_time_step != plain.file_time_step, "file_times=" + to_text(conditions.file_time_step));
  write(conditions.containers, "containers");
  write(conditions.users, "users");
  write(conditions.nonatomic_create, "nonatomic_create");
  write(conditions.inodes_reused, "inodes_reused");
  write(conditions.attribute_cache != plain.attribute_cache, "attribute_cache=" + to_text(conditions.attribute_cache));
  for (const PlantedPath& planted : conditions.planted) write(true, word_of(planted));
  write(!conditions.check.empty(), "check=" + escaped(conditions.check));
  return text;
}

}  // namespace lockproof::explore
