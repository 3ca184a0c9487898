#include "scenarios/slow_build.h"

#include <time.h>

#include <cerrno>

#include "scenarios/artefact.h"
#include "scenarios/contended_build.h"

namespace lockproof::scenarios {
namespace {

class SlowBuild final : public Build {
 public:
  SlowBuild(Artefact& artefact, int steps, std::chrono::seconds step)
      : artefact_(artefact), steps_(steps), step_(step) {}

  bool done() override { return artefact_.done(); }

  void make(const std::function<void()>& keep_alive) override {
    for (int step = 0; step < steps_; ++step) {
      keep_alive();
      spend(step_);
    }
    artefact_.make(keep_alive);
  }

 private:
  Artefact& artefact_;
  const int steps_;
  const std::chrono::seconds step_;
};

}  // namespace

void spend(std::chrono::seconds duration) {
  timespec left{.tv_sec = duration.count(), .tv_nsec = 0};
  while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR) {
  }
}

int build_in_steps(Actor& actor, int steps, std::chrono::seconds step) {
  Artefact artefact(actor.world(), "first");
  SlowBuild build(artefact, steps, step);
  const int status = actor.build_once("build", build);
  return status == 0 && artefact.complete() ? 0 : 1;
}

int build_in_steps(const std::filesystem::path& world, int steps, std::chrono::seconds step) {
  Artefact artefact(world, "first");
  SlowBuild build(artefact, steps, step);
  return build_as_command(artefact, build);
}

Scenario slow_build() {
  Scenario scenario = contended_build();
  scenario.bounds.progress_max = std::chrono::seconds(600);
  scenario.may_stay = {"first", "first/*", "locks"};
  scenario.body = nullptr;
  return scenario;
}

}  // namespace lockproof::scenarios
