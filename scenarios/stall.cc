// Row D7. A worker is stopped for longer than a published lock gives a file without an owner, wherever it stands: also
// between the creation of its lock file and the writing of its PID. Whoever lets a second one in meanwhile has it still
// inside when the first one goes on, because the work takes longer than the stall.
#include <time.h>

#include "scenarios/artefact.h"
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

constexpr std::chrono::seconds kStall{10};
constexpr timespec kWork{.tv_sec = 11, .tv_nsec = 0};

class SlowArtefact final : public Build {
 public:
  explicit SlowArtefact(const std::filesystem::path& world) : artefact_(world, "first") {}
  bool done() override { return artefact_.done(); }
  void make(const std::function<void()>& keep_alive) override {
    clock_nanosleep(CLOCK_MONOTONIC, 0, &kWork, nullptr);
    artefact_.make(keep_alive);
  }
  bool complete() { return artefact_.complete(); }

 private:
  Artefact artefact_;
};

int build_slowly(Actor& actor) {
  SlowArtefact artefact(actor.world());
  const int status = actor.build_once("build", artefact);
  return status == 0 && artefact.complete() ? 0 : 1;
}

}  // namespace

const Scenario stall_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "stall";
  scenario.summary = "workers want one artefact that takes 11 s; any of them stands still for 10 s at any step";
  scenario.workers = 2;
  scenario.actor = build_slowly;
  scenario.faults.pauses = {{.duration = kStall}};
  scenario.bounds.progress_max = std::chrono::seconds(30);
  scenario.covers = [](const Contract& contract) {
    return contract.excludes_processes && (!contract.pause_max || *contract.pause_max >= kStall);
  };
  return scenario;
}();

}  // namespace lockproof::scenarios
