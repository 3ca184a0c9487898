// Stretches of a list in which the same few items come again and again: what polling looks like in a trace.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace lockproof::reports {

struct Repetition {
  std::size_t first = 0;   // index of the first item of the first round
  std::size_t period = 0;  // items in a round
  std::size_t rounds = 0;

  std::size_t end() const { return first + period * rounds; }
};

// The repetitions of at least `rounds_min` rounds, in order, without overlap. The shortest period that fits is taken,
// up to 32 items.
std::vector<Repetition> repetitions(std::span<const std::string> items, std::size_t rounds_min);

}  // namespace lockproof::reports
