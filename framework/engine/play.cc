#include "engine/play.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "engine/plugin.h"
#include "explore/condition_text.h"
#include "explore/contract_text.h"
#include "explore/fault_text.h"

namespace lockproof::engine {

Contract command_contract() {
  Contract contract;
  contract.may_stay = {"{lock}"};
  contract.tells_errors = false;  // a program may try again what has failed, and say nothing
  contract.survives_lost_locks = contract.survives_nonatomic_create = contract.survives_stale_attributes = false;
  return contract;
}

std::string_view Play::lock_name() const {
  if (lock != nullptr) return lock->name;
  return name.empty() ? command : name;
}

const Contract& Play::lock_contract() const {
  return lock != nullptr ? lock->contract : contract;
}

void Play::take_faults_of_scenario() {
  faults = scenario->faults;
  if (lock == nullptr && !contract.protects_orphans)
    for (const KillFault& kill : std::exchange(faults.kills, {})) faults.tree_kills.push_back(kill);
}

model::Result result_of(const Play& play) {
  model::Result result;
  result.lock = play.lock_name();
  result.scenario = play.scenario->name;
  result.workers = static_cast<std::uint32_t>(play.workers);
  result.start = play.lock == nullptr ? "exec" : "";
  result.outside_contract = is_outside_contract(play);
  return result;
}

bool is_outside_contract(const Play& play) {
  return play.scenario->covers != nullptr && !play.scenario->covers(play.lock_contract());
}

std::string to_text(const Play& play) {
  Conditions inside;
  inside.planted = play.conditions.planted;
  inside.check = play.conditions.check;
  std::string words = explore::to_text(inside);
  std::ranges::replace(words, '\n', ' ');
  std::string lock = play.lock != nullptr ? text_of(*play.lock) : "";
  if (const std::string libraries = play.lock != nullptr ? libraries_of(*play.lock) : ""; !libraries.empty())
    lock += "\t" + libraries;
  return fmt::format("{}\n{}\n{}\n{}", play.scenario->name, lock, words, play.command);
}

std::string fault_words(const Play& play) {
  return explore::to_text(play.faults) + explore::to_text(play.conditions);
}

oracle::Rules rules_of(const Play& play) {
  oracle::Rules rules;
  rules.contract = play.lock_contract();
  if (is_outside_contract(play))
    rules.contract.excludes_processes = rules.contract.excludes_threads = rules.contract.tells_errors = true;
  for (const std::string_view key : play.scenario->keys)
    rules.more_lock_paths.push_back(fmt::format("locks/{}.lock", key));
  rules.lock_path = rules.more_lock_paths.front();
  rules.more_lock_paths.erase(rules.more_lock_paths.begin());
  rules.private_paths = play.scenario->private_paths;
  rules.protected_paths = play.scenario->protected_paths;
  rules.excuses_failures =
      play.scenario->excuses_failures || play.faults.injections.size() > play.scenario->faults.injections.size();
  rules.may_stay = play.scenario->may_stay;
  for (const PlantedPath& planted : play.conditions.planted) rules.may_stay.push_back(planted.path);
  rules.check = play.conditions.check;
  rules.progress_max = play.scenario->bounds.progress_max;
  rules.hold_max = play.scenario->bounds.hold_max;
  for (const PauseFault& pause : play.faults.pauses) rules.progress_max += pause.duration * pause.count;
  rules.lock_is_program = play.lock == nullptr;
  return rules;
}

std::uint32_t hash_of(const Play& play) {
  const Scenario& scenario = *play.scenario;
  const oracle::Rules rules = rules_of(play);
  const std::string text =
      fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {} {}", scenario.name, play.lock_name(),
                  fmt::join(scenario.oracles, ","), scenario.bounds.steps_max, scenario.bounds.progress_max.count(),
                  rules.hold_max.count(), fmt::join(rules.may_stay, ","), explore::to_text(scenario.conditions),
                  explore::to_text(rules.contract, Contract{}), rules.lock_path, fmt::join(rules.more_lock_paths, ","),
                  fmt::join(rules.private_paths, ","), fmt::join(rules.protected_paths, ","), rules.excuses_failures);
  return XXH32(text.data(), text.size(), 0);
}

namespace {

// The name of a command, and a line for each of its promises that is not the usual one.
std::string description_of_command(const Play& play) {
  const std::string promises = explore::to_text(play.contract, command_contract());
  return promises.empty() ? play.name : play.name + "\n" + promises;
}

void describe_command(Play& play, std::string_view description) {
  const auto lines = explore::split(description, '\n');
  play.name = lines.empty() ? "" : lines.front();
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (!lines[i].empty()) explore::set_promise(play.contract, lines[i]);
}

}  // namespace

model::Schedule schedule_of(const Play& play, std::vector<model::Choice> choices, std::uint64_t trace_digest) {
  model::Schedule schedule;
  schedule.lock = play.lock != nullptr ? text_of(*play.lock) : description_of_command(play);
  schedule.command = play.command;
  schedule.scenario = play.scenario->name;
  schedule.workers = static_cast<std::uint16_t>(play.workers);
  schedule.faults = fault_words(play);
  schedule.seed = play.seed;
  schedule.scenario_hash = hash_of(play);
  schedule.trace_hash = static_cast<std::uint32_t>(trace_digest);
  schedule.choices = std::move(choices);
  return schedule;
}

Play play_of(const model::Schedule& schedule, const Catalog& catalog) {
  Play play;
  play.scenario = catalog.find_scenario(schedule.scenario);
  if (play.scenario == nullptr)
    throw model::BadToken(fmt::format(
        "the token is of scenario '{}', which does not exist here: see lockproof list scenarios", schedule.scenario));
  if (schedule.command.empty()) {
    play.lock = is_plugin(schedule.lock) ? &load_plugin(plugin_text(schedule.lock)) : catalog.find_lock(schedule.lock);
    if (play.lock == nullptr)
      throw model::BadToken(
          fmt::format("the token is of lock '{}', which does not exist here: see lockproof list locks", schedule.lock));
  }
  play.command = schedule.command;
  if (play.lock == nullptr) describe_command(play, schedule.lock);
  play.workers = schedule.workers;
  std::string faults;
  for (const std::string_view word : explore::split(schedule.faults, '\n')) {
    if (!word.empty() && explore::is_condition(word))
      explore::add_condition(play.conditions, word);
    else
      faults += fmt::format("{}\n", word);
  }
  play.faults = explore::fault_budget_from_text(faults);
  play.seed = schedule.seed;
  if (hash_of(play) != schedule.scenario_hash)
    throw model::BadToken(fmt::format(
        "the token is outdated: lock '{}' or scenario '{}' has changed since it was made; run again to get a new one",
        play.lock_name(), schedule.scenario));
  return play;
}

}  // namespace lockproof::engine
