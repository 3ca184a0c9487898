// gdb(1) at an actor of an execution that is made again.
#pragma once

#include <string>
#include <vector>

#include "engine/executor.h"
#include "engine/play.h"
#include "model/schedule.h"

namespace lockproof::cli {

// `where` is "2@17": actor 2 before step 17. Makes the execution up to there, and runs gdb on the actor's process with
// further `words` of its command line, until gdb ends; so does this process then, with gdb's exit status, and with it
// all that is left of the execution. Throws UsageError.
[[noreturn]] void debug(engine::Executor& executor, const engine::Play& play, const model::Schedule& schedule,
                        const std::string& where, const std::vector<std::string>& words);

}  // namespace lockproof::cli
