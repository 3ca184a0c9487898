// One process of a fleet.
#pragma once

#include "measure/fleet.h"
#include "measure/fleet_board.h"

namespace lockproof::measure {

struct Worker {
  const FleetPlan& plan;
  const Contender::Make& make;
  const std::vector<std::filesystem::path>& paths;  // one for each key
  Board& board;
  WorkerRecord& record;
  int number;  // from 1
};

// Waits for the start and works until the end. What the lock throws goes to the record.
void work(const Worker& worker) noexcept;

// Of a build_once workload: what round `round` builds.
std::filesystem::path artefact(const std::filesystem::path& lock_path, std::uint32_t round);

}  // namespace lockproof::measure
