#include "world/event_files.h"

#include <fcntl.h>
#include <fmt/format.h>

#include "world/release.h"

namespace lockproof::world {

void settle_new_event_file(Actor& actor, Pending& pending, Scene& scene) {
  model::Operation& operation = pending.operation;
  const auto fd = static_cast<int>(operation.result);
  const bool changes_signalfd = fd >= 0 && actor.process->table.find(fd) != nullptr;
  if (fd < 0 || changes_signalfd) return;
  const DescriptionPtr description =
      scene.describe(Description::Kind::pipe, 0, fmt::format("({})", model::call_name(operation.number)));
  switch (pending.row.effect) {
    case Effect::new_timer_file:
      description->timer.emplace();
      description->timer_clock = pending.arguments[0];
      scene.timer_files.push_back(description);
      break;
    case Effect::new_watcher:
      description->is_watcher = true;
      actor.tracee.outlive(fd);
      scene.watchers.push_back(description);
      break;
    default:
      break;
  }
  install_descriptor(*actor.process, fd, description, (operation.flags & O_CLOEXEC) != 0, operation);
}

}  // namespace lockproof::world
