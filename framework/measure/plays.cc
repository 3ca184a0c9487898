#include "measure/plays.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>

#include "lock-impls/locks.h"
#include "scenarios/scenarios.h"

namespace lockproof::measure {
namespace {

// Made at first use: build_once_scenario is initialised by another file.
Scenario like_build_once(std::string_view name, int (*actor)(Actor&)) {
  Scenario scenario = scenarios::build_once_scenario;
  scenario.name = name;
  scenario.oracles = {"deadlock", "exit_status"};
  scenario.actor = actor;
  return scenario;
}

const Scenario& idle_scenario() {
  static const Scenario scenario = like_build_once("idle", [](Actor&) { return 0; });
  return scenario;
}

const Scenario& bare_calls_scenario() {
  static const Scenario scenario = like_build_once("bare_calls", [](Actor&) {
    for (int i = 0; i < bare_steps; ++i) (void)getppid();
    return 0;
  });
  return scenario;
}

// One actor that appends so many bytes to a file, each by a call.
template <int count>
const Scenario& long_trace_scenario() {
  static const std::string name = "append_" + std::to_string(count);
  static const Scenario scenario = [] {
    Scenario append = like_build_once(name, [](Actor& actor) {
      const int file = open((actor.world() / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
      for (int i = 0; i < count; ++i) (void)!write(file, "x", 1);
      return close(file);
    });
    append.may_stay.emplace_back("log");
    return append;
  }();
  return scenario;
}

constexpr std::array kLongTraces{long_trace_scenario<500>, long_trace_scenario<1000>, long_trace_scenario<2000>,
                                 long_trace_scenario<4000>};

engine::Play play_of(const Scenario& scenario, int actors) {
  engine::Play play;
  play.scenario = &scenario;
  play.lock = &locks::flock_lock;
  play.workers = actors;
  return play;
}

}  // namespace

const engine::Catalog& catalog() {
  static const engine::Catalog all = [] {
    engine::Catalog catalog;
    catalog.locks = {&locks::flock_lock};
    catalog.scenarios = {&scenarios::build_once_scenario, &idle_scenario(), &bare_calls_scenario()};
    for (const auto scenario : kLongTraces) catalog.scenarios.push_back(&scenario());
    return catalog;
  }();
  return all;
}

engine::Play build_once(int actors) {
  return play_of(scenarios::build_once_scenario, actors);
}
engine::Play nobody() {
  return play_of(idle_scenario(), 0);
}
engine::Play idle() {
  return play_of(idle_scenario(), workers);
}
engine::Play bare_calls() {
  return play_of(bare_calls_scenario(), 1);
}

engine::Play long_trace(int steps) {
  const Scenario* scenario = catalog().find_scenario("append_" + std::to_string(steps));
  if (scenario == nullptr) throw std::logic_error("there is no trace of that length");
  return play_of(*scenario, 1);
}

}  // namespace lockproof::measure
