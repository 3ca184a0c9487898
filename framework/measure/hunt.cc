#include "measure/hunt.h"

#include <chrono>
#include <memory>

#include "engine/proof.h"
#include "explore/exhaustive.h"
#include "explore/random_walk.h"

namespace lockproof::measure {

using Clock = std::chrono::steady_clock;

Hunt Hunter::hunt(const engine::Play& play, const explore::NamedStrategy& named, std::uint64_t seed,
                  std::uint64_t budget) {
  const auto start = Clock::now();
  const std::unique_ptr<explore::Strategy> strategy =
      named.is_exhaustive() ? std::make_unique<explore::Exhaustive>(engine::discernment_of(play)) : named.make(seed);
  executor_.prepare(play);
  Hunt hunt;
  while (!hunt.found && hunt.executions < budget && !strategy->is_complete()) {
    const engine::Outcome outcome = executor_.execute(*strategy, hunt.executions++);
    hunt.found = outcome.violation.has_value();
    hunt.named = hunt.found && outcome.violation->oracle == play.lock->caught_by;
  }
  hunt.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return hunt;
}

std::int64_t Hunter::undisturbed_ns(engine::Play play) {
  play.faults = {};
  executor_.prepare(play);
  explore::RandomWalk walk(play.seed);
  executor_.execute(walk, 0);
  return executor_.trace().time_ns;
}

}  // namespace lockproof::measure
