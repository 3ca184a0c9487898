// Row D10, the other way round: the workers live in containers and share no more than the directory. A PID that is
// somebody's here is nobody's, or another's, there.
//
// As in any container, process 1 starts the one that works. PIDs differ, because one container is older than the other.
#include <sys/wait.h>
#include <unistd.h>

#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

// Returns the exit status of a child that does `work`.
template <typename Work>
int status_of_child(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    _exit(work());
  }
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int build_in_container(Actor& actor) {
  for (int older = actor.index(); older > 1; --older) {
    status_of_child([] { return 0; });
  }
  return status_of_child([&] { return contended_build().actor(actor); });
}

}  // namespace

const Scenario containers_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "containers";
  scenario.summary = "as build_once, with each worker in a PID namespace and with a host name of its own";
  scenario.workers = 2;
  scenario.conditions.containers = true;
  scenario.actor = build_in_container;
  scenario.bounds.progress_max = std::chrono::seconds(5);
  scenario.covers = [](const Contract& contract) {
    return contract.excludes_processes && contract.survives_containers;
  };
  return scenario;
}();

}  // namespace lockproof::scenarios
