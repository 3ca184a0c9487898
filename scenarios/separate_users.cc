// The workers are users of their own: who asks by kill(PID, 0) whether another one lives is told EPERM, which means
// yes.
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario separate_users_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "separate_users";
  scenario.summary = "as build_once, with each worker a user of its own, who may not signal the others";
  scenario.conditions.users = true;
  return scenario;
}();

}  // namespace lockproof::scenarios
