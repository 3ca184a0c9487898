// How soon each strategy finds each mutant, beside stress loops that control nothing.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "measure/hunt.h"
#include "measure/stress_loop.h"

namespace lockproof::measure {

// Of one mutant in one kind of loop.
struct StressTrials {
  std::vector<StressRun> runs;
  std::string accused{};  // what it found in the sound twin: a false alarm; empty: nothing
};

struct MutantRow {
  std::string lock;
  std::string scenario;
  std::string oracle;
  std::vector<std::vector<Hunt>> hunts;  // by strategy, then by seed
  std::string beyond{};                  // beyond_stress()
  std::vector<StressTrials> trials{};    // by StrategyTable::loops; empty if it is beyond
};

struct StrategyTable {
  std::vector<std::pair<std::string, std::string>> machine;  // describe_machine()
  std::uint64_t budget = 0;                                  // executions of a hunt, at most
  std::uint64_t seeds = 0;
  double stress_s = 0;  // wall time of one run of a loop, at most
  std::vector<std::string> strategies{};
  std::vector<Stress> loops{};
  std::string no_strace{};  // why there is no loop with strace; empty if there is one
  std::vector<MutantRow> rows{};
};

// Tables of text, and what they mean.
std::string to_text(const StrategyTable& table);

nlohmann::ordered_json to_json(const StrategyTable& table);

}  // namespace lockproof::measure
