// The explanation of a finding, for the verbs that show one.
#pragma once

#include <cstdint>
#include <string>

#include "engine/catalog.h"
#include "model/schedule.h"

namespace lockproof::cli {

// Which lock in which scenario, why it fails, in a schedule that `attempts_max` executions have made short, and the
// token of that. Throws what shrink_finding throws.
std::string explained(const model::Schedule& schedule, const engine::Catalog& catalog, std::uint64_t attempts_max);

}  // namespace lockproof::cli
