// A signal with a handler reaches a worker, which may wait for the lock. That ends its system call early, but neither
// gives it the lock nor takes its patience away. The signal is one that is ignored before the handler is there.
#include <csignal>

#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

int build_with_handler(Actor& actor) {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  sigaction(SIGURG, &action, nullptr);
  return contended_build().actor(actor);
}

}  // namespace

const Scenario interrupted_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "interrupted";
  scenario.summary = "as build_once; a signal with a handler reaches a worker at any step";
  scenario.workers = 2;
  scenario.faults.signals = {{.number = SIGURG, .count = 3}};
  scenario.actor = build_with_handler;
  scenario.bounds.progress_max = std::chrono::seconds(5);
  return scenario;
}();

}  // namespace lockproof::scenarios
