// What the building scenarios share: several workers want the same two artefacts, one after the other and under one
// lock, and one worker builds each (rows A2, A5, A8). Two, because the moment at which one worker releases and comes
// back while others are still there is the moment at which locks that remove their file go wrong.
#pragma once

#include <stdexcept>

#include "lockproof/scenario.h"
#include "scenarios/artefact.h"

namespace lockproof::scenarios {

// What a command does that is executed with the lock held; so it has one artefact to build, and does it by `build`.
// Returns its exit status.
int build_as_command(Artefact& artefact, Build& build);

// Builds the first artefact only. What Scenario::actor does.
int build_first(Actor& actor);

struct CommandFailed : std::runtime_error {
  CommandFailed() : std::runtime_error("the command has failed") {}
};

// One try to build under the lock, of a worker that goes on if it fails. Returns an exit status; throws CommandFailed,
// or what Build::make throws.
int try_to_build(Actor& actor, Build& build);

// Without name, summary, faults.
Scenario contended_build();

}  // namespace lockproof::scenarios
