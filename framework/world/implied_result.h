// The result of a call that the world's own picture leaves no doubt about: the call needs no stop at its exit.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "world/actor.h"
#include "world/scene.h"

namespace lockproof::world {

// What the visible call at which `actor` stands will return: a value or -errno. Nothing in any case of doubt. The
// paths of the call have been located. `actors` are all of the execution.
std::optional<long> implied_result(const Actor& actor, const std::vector<std::unique_ptr<Actor>>& actors,
                                   const Scene& scene);

// Whether the call, once executed, may make results depend on more than the picture holds: limits, privileges,
// attributes of files.
bool clouds_picture(const Pending& pending);

}  // namespace lockproof::world
