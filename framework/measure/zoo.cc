#include "measure/zoo.h"

#include <stdexcept>
#include <string>

#include "lock-impls/locks.h"
#include "scenarios/scenarios.h"

namespace lockproof::measure {
namespace {

engine::Play play_of(const LockInfo* lock, const Scenario* scenario, std::uint64_t seed) {
  if (lock == nullptr || scenario == nullptr)
    throw std::logic_error("the zoo names a lock or scenario that is not there");
  engine::Play play;
  play.scenario = scenario;
  play.lock = lock;
  play.workers = scenario->workers;
  play.take_faults_of_scenario();
  play.conditions = scenario->conditions;
  play.seed = seed;
  return play;
}

}  // namespace

const engine::Catalog& zoo_catalog() {
  static const engine::Catalog all = [] {
    const auto locks = locks::all_locks();
    const auto published = locks::all_published();
    const auto mutants = locks::all_mutants();
    const auto scenarios = scenarios::all_scenarios();
    return engine::Catalog{.locks = {locks.begin(), locks.end()},
                           .published = {published.begin(), published.end()},
                           .mutants = {mutants.begin(), mutants.end()},
                           .scenarios = {scenarios.begin(), scenarios.end()}};
  }();
  return all;
}

std::vector<engine::Play> zoo(std::uint64_t seed) {
  std::vector<engine::Play> plays;
  for (const LockInfo* mutant : zoo_catalog().mutants)
    plays.push_back(play_of(mutant, zoo_catalog().find_scenario(mutant->caught_in), seed));
  return plays;
}

engine::Play twin_of(const engine::Play& mutant) {
  return play_of(zoo_catalog().find_lock(mutant.lock->twin), mutant.scenario, mutant.seed);
}

}  // namespace lockproof::measure
