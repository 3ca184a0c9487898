// What is played: a lock in a scenario by so many actors.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog.h"
#include "model/result.h"
#include "model/schedule.h"
#include "oracle/oracle.h"

namespace lockproof::engine {

// What a command promises that is a lock in place of an in-tree one, unless somebody says otherwise: exclusion, and
// that a dead holder blocks nobody, as flock(1) does, on a local file system. Its lock file may stay.
Contract command_contract();

struct Play {
  const Scenario* scenario = nullptr;
  const LockInfo* lock = nullptr;          // null: `command` is the lock
  std::string command{};                   // "flock {lock} {body}"
  std::string name{};                      // of the command; empty: as it is written
  Contract contract = command_contract();  // of the command
  int workers = 0;
  FaultBudget faults{};
  Conditions conditions{};
  std::uint64_t seed = 0;        // of randomness inside the world
  bool spares_start_ups = true;  // what a command does at its start, it does once: the same, only faster

  std::string_view lock_name() const;
  const Contract& lock_contract() const;

  // Those of the scenario. What a command runs is killed with it, unless its contract protects orphans.
  void take_faults_of_scenario();
};

// Of a play of which no execution was made yet, nor any asked for.
model::Result result_of(const Play& play);

// Whether the lock does not promise to hold in this scenario. It is then judged as if it excluded everybody, so that
// its limit shows.
bool is_outside_contract(const Play& play);

// What the fork server is told; see actor_program.h.
std::string to_text(const Play& play);

oracle::Rules rules_of(const Play& play);

// Its faults and conditions, a word a line: explore/fault_text.h, condition_text.h.
std::string fault_words(const Play& play);

// Of everything in the descriptions of scenario and lock that changes what a schedule means.
std::uint32_t hash_of(const Play& play);

// A token's play and back. play_of throws model::BadToken if lock or scenario are not there any more or
// have changed since the token was made.
model::Schedule schedule_of(const Play& play, std::vector<model::Choice> choices, std::uint64_t trace_digest);
Play play_of(const model::Schedule& schedule, const Catalog& catalog);

}  // namespace lockproof::engine
