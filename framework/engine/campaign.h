// Many executions of many plays, on several CPUs, with the same result as on one.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/executor.h"
#include "engine/play.h"
#include "explore/strategies.h"
#include "model/result.h"
#include "model/shard.h"

namespace lockproof::engine {

struct CampaignPlan {
  std::string program = {};  // path of lockproof itself
  std::string version = {};  // of it
  std::vector<Play> plays;
  explore::NamedStrategy strategy;
  std::uint64_t seed = 0;
  std::uint64_t executions = 0;            // of each play, at most, in all shards together
  model::Shard shard = {};                 // the part of them that is made here
  std::optional<double> seconds_max = {};  // wall time of all plays together
  int jobs = 1;                            // worlds at the same time, each on a CPU of its own
  std::uint64_t confirm_every = 64;        // every n-th execution is done twice and compared; 0: never
  std::filesystem::path journal = {};  // remembers every execution, so that an interrupted campaign goes on; or empty
  // Looked at some twenty times a second: true is as if the time were up.
  std::function<bool()> is_cut_short = [] { return false; };
  // Of exhaustive searches: what is known of each play, and is not to be made again. The shard is of the rest. Or
  // empty.
  std::vector<model::Search> rest_of = {};

  // Whether a campaign that began then makes no more executions.
  bool is_over(std::chrono::steady_clock::time_point start) const;
};

// Of all that decides what the executions of all shards are. Campaigns that differ in it have nothing in common.
std::uint64_t identity(const CampaignPlan& plan);

struct Progress {
  std::size_t play = 0;  // the one that workers are at
  std::uint64_t executions_done = 0;
  std::uint64_t executions_planned = 0;  // 0: nobody knows; of exhaustive searches an estimate
  std::uint64_t parts_done = 0;          // of exhaustive searches
  std::uint64_t parts = 0;               // ... of those parts that are known
  std::optional<double> unseen = {};  // chance that the next execution of the play is of a new class; not of searches
};

// Runs the plan. A play ends with its first violation (the one of the lowest execution number, whatever the number of
// jobs), which is replayed twice before it is reported. `progress` is called about ten times a second.
// Throws tracee::Refused (the machine), BadJournal, Nondeterminism or std::logic_error (lockproof itself).
std::vector<model::Result> run_campaign(const CampaignPlan& plan, const std::function<void(const Progress&)>& progress);

}  // namespace lockproof::engine
