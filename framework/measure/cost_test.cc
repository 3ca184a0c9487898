// What a step costs the controller, in instructions: a slow-down shows on any machine, however busy. Who makes it
// faster lowers the number here, so that it stays so.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <vector>

#include "engine/executor.h"
#include "explore/random_walk.h"
#include "measure/execution.h"
#include "measure/plays.h"
#include "oracle/oracle.h"
#include "tracee/instruction_count.h"

namespace lockproof::measure {
namespace {

constexpr double kTolerance = 1.25;  // compilers differ, and so do libraries

class Cost : public testing::Test {
 protected:
  // Executions after the first, which fills caches, and whose steps are counted in this process as well.
  void execute() {
    if (executor_ == nullptr) {
      executor_ = std::make_unique<engine::Executor>(speed_stage_program());
      executor_->prepare(play_);
    }
    executor_->execute(walk_, number_++);
  }
  const model::Trace& trace() const { return executor_->trace(); }

  const engine::Play play_ = build_once(1);
  std::unique_ptr<engine::Executor> executor_;
  explore::RandomWalk walk_{Execution::seed};
  std::uint64_t number_ = 0;
};

TEST_F(Cost, OfAStepIsWhatItWas) {
  constexpr double kInstructions = 11'000;  // per step, all in: control, world, strategy, oracles
  const std::uint64_t instructions = tracee::instructions_of([&] { execute(); }, [&] { execute(); });
  execute();
  execute();
  const double cost = static_cast<double>(instructions) / static_cast<double>(trace().schedule.size());
  RecordProperty("instructions_per_step", static_cast<int>(cost));
  EXPECT_LT(cost, kInstructions * kTolerance);
  EXPECT_GT(cost, kInstructions / kTolerance / kTolerance) << "much faster than it was: lower the number";
}

TEST_F(Cost, OfTheOraclesIsWhatItWas) {
  constexpr double kInstructions = 2'700;  // per event, all oracles of the scenario
  execute();
  const oracle::Rules rules = engine::rules_of(play_);
  std::vector<std::unique_ptr<oracle::Oracle>> oracles;
  for (const std::string_view name : play_.scenario->oracles) oracles.push_back(oracle::find_oracle(name)->make());
  const auto judge = [&] {
    for (const auto& oracle : oracles) oracle->begin(rules);
    for (std::size_t index = 0; index < trace().events.size(); ++index)
      for (const auto& oracle : oracles)
        if (oracle->observe(trace(), index)) throw std::logic_error("what is judged does not pass");
  };
  const double cost =
      static_cast<double>(tracee::instructions_of(judge, judge)) / static_cast<double>(trace().events.size());
  RecordProperty("instructions_per_event", static_cast<int>(cost));
  EXPECT_LT(cost, kInstructions * kTolerance);
  EXPECT_GT(cost, kInstructions / kTolerance / kTolerance) << "much faster than it was: lower the number";
}

}  // namespace
}  // namespace lockproof::measure
