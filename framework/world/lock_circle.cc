#include "world/lock_circle.h"

#include <fcntl.h>
#include <sys/syscall.h>

#include <algorithm>

namespace lockproof::world {
namespace {

constexpr int kProcessesMax = 12;  // in a circle: of longer ones, Linux does not tell

std::int32_t awaited_by(std::int32_t pid, std::span<const std::unique_ptr<Actor>> actors) {
  const auto waits = std::ranges::find_if(actors, [&](const auto& actor) {
    return actor->process->pid == pid && actor->state == Actor::State::blocked && !actor->retry &&
           actor->waits_for_pid != 0;
  });
  return waits != actors.end() ? (*waits)->waits_for_pid : 0;
}

}  // namespace

bool may_wait_in_circle(const Actor& actor) {
  const bool waits = actor.pending.number == SYS_fcntl && static_cast<int>(actor.pending.operation.flags) == F_SETLKW;
  return waits && (!actor.process->record_locks.empty() || actor.process->threads > 1);
}

// What is written lies below the stack's red zone.
std::int32_t lock_holder(const Actor& actor) {
  if (actor.tracee.signal_pending()) return 0;  // it will not sleep, and can make no other call first
  const auto& arguments = actor.pending.arguments;
  const std::uint64_t scratch = (actor.tracee.registers().rsp - 512) & ~std::uint64_t{15};
  actor.tracee.write(scratch, actor.tracee.read<struct flock>(arguments[2]));
  if (actor.tracee.call_first(SYS_fcntl, {arguments[0], F_GETLK, scratch}) != 0) return 0;
  const auto found = actor.tracee.read<struct flock>(scratch);
  return found.l_type == F_UNLCK ? 0 : std::max(found.l_pid, 0);  // -1: the lock of a description
}

bool closes_circle(const Actor& actor, std::span<const std::unique_ptr<Actor>> actors) {
  std::int32_t pid = actor.waits_for_pid;
  for (int i = 1; i < kProcessesMax && pid != 0; ++i) {
    pid = awaited_by(pid, actors);
    if (pid == actor.process->pid) return true;
  }
  return false;
}

}  // namespace lockproof::world
