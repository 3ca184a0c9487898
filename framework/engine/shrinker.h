// Makes the schedule of a finding shorter: fewer faults, then fewer context switches, then fewer steps, and the same
// oracle fires. Delta debugging: A. Zeller, R. Hildebrandt: Simplifying and isolating failure-inducing input, IEEE
// TSE 28(2), 2002.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "model/choice.h"

namespace lockproof::engine {

using Choices = std::vector<model::Choice>;

// What was chosen in an execution, and whether it had to be: explore::Replay::was_free. Equally long.
struct Made {
  Choices choices;
  std::vector<bool> is_free;
  friend bool operator==(const Made&, const Made&) = default;
};

// What is made smaller, in order of weight.
struct ScheduleSize {
  std::size_t faults = 0;
  std::size_t switches = 0;  // from one actor to another, where there was a choice; the clock does not count
  std::size_t steps = 0;
  friend auto operator<=>(const ScheduleSize&, const ScheduleSize&) = default;
};

ScheduleSize size_of(const Made& made);

// Tries a schedule that may lack choices, or have some that are not possible: what was really done if the finding
// shows, nothing otherwise. Where the schedule is used up, who ran last goes on.
using Attempt = std::function<std::optional<Made>(const Choices&)>;

struct Shrunk {
  Made made;
  std::size_t attempts = 0;
  bool is_minimal = false;  // without any single choice the finding does not show; unknown where attempts ran out
};

// Requires: `made` shows the finding. Makes at most `attempts_max` attempts. The result has been seen to show it.
Shrunk shrink(const Made& made, const Attempt& attempt, std::size_t attempts_max);

}  // namespace lockproof::engine
