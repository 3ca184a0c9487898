#include "explore/replay.h"

#include <fmt/format.h>

#include <algorithm>

#include "explore/fault_budget.h"
#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Choice;

namespace {

std::string divergence_text(std::size_t step, const std::optional<Choice>& wanted, std::span<const Choice> legal) {
  std::string text = wanted
                         ? fmt::format("step {}: the schedule says \"{}\", which is not possible here; possible:", step,
                                       to_string(*wanted))
                         : fmt::format("step {}: the schedule is used up, but the execution goes on; possible:", step);
  for (const Choice& choice : legal) text += fmt::format(" \"{}\"", to_string(choice));
  return text;
}

// Who ran goes on, then the first other choice that is no fault.
std::size_t without_preemption(const std::optional<Choice>& last_run, std::span<const Choice> choices) {
  if (last_run) {
    const std::size_t same = index_of(choices, *last_run);
    if (same < choices.size()) return same;
  }
  const auto first = std::ranges::find_if_not(choices, is_fault);
  return first != choices.end() ? static_cast<std::size_t>(first - choices.begin()) : 0;
}

}  // namespace

Divergence::Divergence(std::size_t step_index, std::optional<Choice> wanted_choice,
                       std::span<const Choice> legal_choices)
    : std::runtime_error(divergence_text(step_index, wanted_choice, legal_choices)),
      step(step_index),
      wanted(wanted_choice),
      legal(legal_choices.begin(), legal_choices.end()) {}

Replay::Replay(std::vector<Choice> schedule, Mode mode) : schedule_(std::move(schedule)), mode_(mode) {}

void Replay::begin(std::uint64_t) {
  step_ = 0;
  last_run_.reset();
  was_free_.clear();
}

std::size_t Replay::choose(std::span<const Choice> choices) {
  std::size_t index = next_recorded(choices);
  if (index == choices.size()) index = without_preemption(last_run_, choices);
  if (choices[index].kind == Choice::Kind::run) last_run_ = choices[index];
  was_free_.push_back(std::ranges::count_if(choices, is_fault) + 1 < std::ssize(choices));
  return index;
}

void Replay::finish(const model::Trace&) {}

// choices.size() if no recorded choice is left.
std::size_t Replay::next_recorded(std::span<const Choice> choices) {
  while (step_ < schedule_.size()) {
    const std::size_t index = index_of(choices, schedule_[step_]);
    if (index == choices.size() && mode_ == Mode::strict) throw Divergence(step_, schedule_[step_], choices);
    ++step_;
    if (index < choices.size()) return index;
  }
  if (mode_ == Mode::strict) throw Divergence(step_, std::nullopt, choices);
  return choices.size();
}

}  // namespace lockproof::explore
