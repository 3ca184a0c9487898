// Which event of another actor comes before an event because of an object that both touch.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "model/trace.h"

namespace lockproof::reports {

// For each event, the latest earlier one of another actor with which it conflicts (Operation::accesses): an edge of
// happens-before. Nothing for one that conflicts with none.
std::vector<std::optional<std::size_t>> causes_of(const model::Trace& trace);

}  // namespace lockproof::reports
