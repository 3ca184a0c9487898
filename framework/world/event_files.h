// Descriptors of which events are read: eventfd(2), epoll(7), signalfd(2), timerfd_create(2), inotify(7).
#pragma once

#include "world/actor.h"
#include "world/scene.h"

namespace lockproof::world {

// One was made.
void settle_new_event_file(Actor& actor, Pending& pending, Scene& scene);

}  // namespace lockproof::world
