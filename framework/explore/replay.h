// Makes recorded choices again.
#pragma once

#include <optional>
#include <stdexcept>
#include <vector>

#include "explore/strategy.h"

namespace lockproof::explore {

// The execution does not follow the schedule: what the recorded choice needs is not there.
class Divergence : public std::runtime_error {
 public:
  Divergence(std::size_t step_index, std::optional<model::Choice> wanted_choice,
             std::span<const model::Choice> legal_choices);

  std::size_t step;                     // index into the schedule
  std::optional<model::Choice> wanted;  // nothing if the schedule is used up
  std::vector<model::Choice> legal;     // what could have been taken instead
};

class Replay : public Strategy {
 public:
  enum class Mode : std::uint8_t {
    // choose() throws Divergence if a recorded choice is not legal, and when the schedule is used up.
    strict,
    // Recorded choices that are not legal are passed over. When the schedule is used up, the actor that ran last goes
    // on as long as it can, then the first that can; the clock moves if none can; no fault strikes.
    lenient,
  };

  Replay(std::vector<model::Choice> schedule, Mode mode);

  // Every execution is the same.
  void begin(std::uint64_t execution) override;
  std::size_t choose(std::span<const model::Choice> choices) override;
  void finish(const model::Trace& trace) override;

  // For each step of the last execution whether something else could have been done there that is no fault: in place of
  // the others, nothing was chosen.
  const std::vector<bool>& was_free() const { return was_free_; }

 private:
  std::size_t next_recorded(std::span<const model::Choice> choices);

  std::vector<model::Choice> schedule_;
  Mode mode_;
  std::size_t step_ = 0;
  std::optional<model::Choice> last_run_;
  std::vector<bool> was_free_;
};

}  // namespace lockproof::explore
