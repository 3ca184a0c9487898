// Who is told when files change: inotify(7). The real thing does the telling; this is about who can learn what by it.
#pragma once

#include <vector>

#include "world/actor.h"
#include "world/scene.h"

namespace lockproof::world {

// What stands for what can be read from a pipe, a socket, or a descriptor of events.
model::Object event_object(const Description& description);

// Of a poll(2) that asks for nothing but watchers; else none.
std::vector<model::Object> polled_watchers(const Actor& actor, const Pending& pending);

// Whether anybody is told when a descriptor of it is closed: where readers are watched, or it goes thereby.
bool tells_of_close(NodeId node, const Scene& scene);

// inotify_add_watch(2) and inotify_rm_watch(2).
void settle_watch(Pending& pending, Scene& scene);

// Events were read.
void settle_events(const Actor& actor, Pending& pending, Scene& scene);

// The call was executed and settled: whoever watches may have been told.
void tell_watchers(Pending& pending, const Scene& scene);

// The program or the process ends, and closes its descriptors: to be called before that.
void tell_watchers_of_closing(const Process& process, model::Operation& operation, const Scene& scene);

}  // namespace lockproof::world
