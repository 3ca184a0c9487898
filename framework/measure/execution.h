// One execution after the other, with control and without: what the speed of lockproof is measured by.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "engine/executor.h"
#include "explore/random_walk.h"
#include "tracee/stage.h"
#include "tracee/stop_count.h"

namespace lockproof::measure {

inline std::string speed_stage_program() {
  return std::filesystem::read_symlink("/proc/self/exe").replace_filename("lockproof_speed_stage");
}

// The play under the random strategy, or another one.
class Execution {
 public:
  static constexpr std::uint64_t seed = 1;

  explicit Execution(const engine::Play& play) : executor_(speed_stage_program()) { executor_.prepare(play); }

  void operator()() { (*this)(walk_); }
  void operator()(explore::Strategy& strategy) {
    const std::uint64_t stops_before = tracee::stop_count();
    if (executor_.execute(strategy, number_++).verdict != model::Verdict::pass)
      throw std::logic_error("what is measured does not pass");
    stops_ += tracee::stop_count() - stops_before;
    steps_ += executor_.trace().schedule.size();
  }

  // Of the mean execution.
  double steps() const { return static_cast<double>(steps_) / static_cast<double>(number_); }
  double stops() const { return static_cast<double>(stops_) / static_cast<double>(number_); }

 private:
  engine::Executor executor_;
  explore::RandomWalk walk_{seed};
  std::uint64_t number_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t stops_ = 0;
};

// The same build_once, with nobody watching.
class FreeExecution {
 public:
  explicit FreeExecution(const engine::Play& play)
      : text_(engine::to_text(play)),
        actors_(play.workers),
        stage_(speed_stage_program(), {"__stage"}, tracee::Control::none) {}

  void operator()() { stage_.play_freely(text_, actors_); }

  // Throws if the last one did not do its work.
  void check() const {
    for (const char* built : {"/first/MANIFEST", "/second/MANIFEST"})
      if (!std::filesystem::exists(stage_.world() + built)) throw std::logic_error("the free actors built nothing");
  }

 private:
  std::string text_;
  int actors_;
  tracee::Stage stage_;
};

}  // namespace lockproof::measure
