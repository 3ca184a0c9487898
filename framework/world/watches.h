// Who is told when files change: inotify(7). The real thing does the telling; this is about who can learn what by it.
#pragma once

#include "world/actor.h"
#include "world/scene.h"

namespace lockproof::world {

// inotify_add_watch(2) and inotify_rm_watch(2).
void settle_watch(Pending& pending, Scene& scene);

// Events were read.
void settle_events(const Actor& actor, Pending& pending, Scene& scene);

// The call was executed and settled: whoever watches may have been told.
void tell_watchers(Pending& pending, const Scene& scene);

// The same of files that are closed when a program or a process ends.
void tell_watchers_of_closing(model::Operation& operation, const Scene& scene);

}  // namespace lockproof::world
