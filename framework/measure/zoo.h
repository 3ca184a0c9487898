// The mutants, each in the scenario that catches it: what the table of strategies is about. The controller and the
// stage must mean the same.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/play.h"

namespace lockproof::measure {

// All mutants, their twins and all scenarios.
const engine::Catalog& zoo_catalog();

// Each mutant as `lockproof run --lock mutants --seed SEED` plays it.
std::vector<engine::Play> zoo(std::uint64_t seed);

// The sound lock that the mutant was made of, in the same scenario.
engine::Play twin_of(const engine::Play& mutant);

}  // namespace lockproof::measure
