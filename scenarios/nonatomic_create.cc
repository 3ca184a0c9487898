// A file system on which open(O_CREAT|O_EXCL) is a lookup and a create, as on NFS version 2 (open(2), BUGS): two can
// find nothing, and both make "the" file.
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario nonatomic_create_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "nonatomic_create";
  scenario.summary = "as build_once on a file system whose exclusive create is not atomic";
  scenario.conditions.nonatomic_create = true;
  scenario.covers = [](const Contract& contract) {
    return contract.excludes_processes && contract.survives_nonatomic_create;
  };
  return scenario;
}();

}  // namespace lockproof::scenarios
