// What actors without control have left, as a trace: marks, log lines, ends and files, and no operation.
#pragma once

#include <filesystem>

#include "measure/stress_board.h"
#include "model/trace.h"

namespace lockproof::measure {

// Requires that all have ended. `world`: the directory of their execution, from outside.
model::Trace stress_trace(const StressBoard& board, int actors, const std::filesystem::path& world);

}  // namespace lockproof::measure
