// How long an execution spends before its first choice, in its steps, and after them.
#pragma once

#include <chrono>
#include <cstdint>

#include "explore/random_walk.h"
#include "measure/stopwatch.h"

namespace lockproof::measure {

// The random strategy, which is told of all that is needed, with a look at the clock.
class PhasedWalk : public explore::Strategy {
 public:
  explicit PhasedWalk(std::uint64_t seed) : walk_(seed) {}

  void begin(std::uint64_t execution) override {
    start_ = Stopwatch::Clock::now();
    steps_ = 0;
    walk_.begin(execution);
  }
  std::size_t choose(std::span<const model::Choice> choices) override {
    if (steps_++ == 0) first_choice_ = Stopwatch::Clock::now();
    return walk_.choose(choices);
  }
  void finish(const model::Trace& trace) override {
    end_ = Stopwatch::Clock::now();
    if (steps_ == 0) first_choice_ = end_;
    walk_.finish(trace);
  }

  // Of the last execution.
  std::chrono::nanoseconds whole() const { return end_ - start_; }
  std::chrono::nanoseconds in_steps() const { return end_ - first_choice_; }
  std::uint64_t steps() const { return steps_; }

 private:
  explore::RandomWalk walk_;
  Stopwatch::Clock::time_point start_;
  Stopwatch::Clock::time_point first_choice_;
  Stopwatch::Clock::time_point end_;
  std::uint64_t steps_ = 0;
};

// Of many executions of one play.
class Phases {
 public:
  void add(const PhasedWalk& walk) {
    whole.add(walk.whole());
    steps.add(walk.in_steps());
    step_count_ += walk.steps();
    ++executions_;
  }
  double mean_steps() const { return static_cast<double>(step_count_) / static_cast<double>(executions_); }

  Stopwatch whole;
  Stopwatch steps;

 private:
  std::uint64_t step_count_ = 0;
  std::uint64_t executions_ = 0;
};

}  // namespace lockproof::measure
