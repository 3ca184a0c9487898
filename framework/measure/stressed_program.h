// The actors of a scenario with nobody in control, as stress tests have them: at their own speed, some of them put to
// sleep, killed or signalled at random moments.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/catalog.h"
#include "measure/stress_board.h"
#include "tracee/server.h"

namespace lockproof::measure {

// One actor more is played than the scenario has: the last one minds the others. It strikes, waits until all are over
// or the patience is, and kills whoever is left. `board` outlives the program.
std::unique_ptr<tracee::Program> make_stressed_program(tracee::Program& actors, const engine::Catalog& catalog,
                                                       StressBoard& board);

// Maps the board that the file holds; it stays mapped. Throws std::system_error.
StressBoard& map_board(const std::filesystem::path& file);

// What the calling process notes; where there is no board, nothing.
void note_on_board(StressNote::Kind kind, const char* text, std::size_t size, int value = 0);
void sleep_at_mark();

}  // namespace lockproof::measure
