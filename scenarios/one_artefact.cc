// Small enough for proofs with three workers, or with workers that are killed.
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario one_artefact_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "one_artefact";
  scenario.summary = "as build_once, with one artefact: small enough for proofs with three workers";
  scenario.actor = build_first;
  scenario.body = nullptr;
  scenario.not_for_commands = "a command has one artefact to build anyway: see build_once";
  return scenario;
}();

}  // namespace lockproof::scenarios
