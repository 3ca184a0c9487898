// Rows D5 and D6. A lock file without content lies there before anybody comes: its owner died between the creation and
// the writing. It is as old as the world, so that a published lock must wait for its grace.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

void plant_empty_lock_file(const std::filesystem::path& world) {
  contended_build().prepare(world);
  const std::filesystem::path path = world / "locks/build.lock";
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) {
    throw std::system_error(errno, std::generic_category(), "open " + path.string());
  }
  close(file);
}

// A lock that finds something there that cannot be its own may refuse, with an error.
int build_or_refuse(Actor& actor) {
  try {
    return contended_build().actor(actor);
  } catch (const std::system_error& error) {
    std::fprintf(stderr, "refused: %s\n", error.what());
    return 0;
  }
}

}  // namespace

const Scenario empty_lock_file_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "empty_lock_file";
  scenario.summary = "as build_once, but an empty lock file lies there from the start; its owner is dead";
  scenario.workers = 2;
  std::erase(scenario.oracles, "complete_artefact");   // whoever refuses has built nothing
  scenario.may_stay.emplace_back("locks/build.lock");  // ... and leaves what it refused
  scenario.actor = build_or_refuse;
  scenario.prepare = plant_empty_lock_file;
  scenario.bounds.progress_max = std::chrono::seconds(5);
  scenario.covers = [](const Contract& contract) { return contract.excludes_processes && contract.kill_safe; };
  return scenario;
}();

}  // namespace lockproof::scenarios
