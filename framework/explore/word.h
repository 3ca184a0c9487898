// The words in which faults and conditions are written, on the command line and in replay tokens:
//   NAME[=VALUE][:OPTION[=VALUE]]... [xN]
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/bad_input.h"

namespace lockproof::explore {

// What is wrong with a word, and what would be right.
class BadWord : public model::BadInput {
 public:
  using BadInput::BadInput;
};

// "pause=6s:actor=1:inside x2", taken apart. Views into the text.
struct Word {
  struct Part {
    std::string_view text;   // "actor=1"
    std::string_view key;    // "actor"
    std::string_view value;  // "1"; empty if there is no "="
  };
  std::string_view text;
  Part head;
  std::vector<Part> options;
  std::uint32_t count = 1;
};

// Throws BadWord if the "xN" at its end makes no sense. Whoever asks knows what the parts mean.
Word take_apart(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);
std::optional<std::uint32_t> number_from_text(std::string_view text);

// "actor=2" of an option: from 1. Throws BadWord.
int actor_from_text(std::string_view value);

// "600s", "-30s", "1.5min", "100ms", "2h" in ns. Throws BadWord.
std::chrono::nanoseconds duration_from_text(std::string_view text);
std::string to_text(std::chrono::nanoseconds duration);

}  // namespace lockproof::explore
