#include "world/file_times.h"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <utime.h>

#include <array>

namespace lockproof::world {

std::pair<timespec, timespec> times_given(const Actor& actor, const Pending& pending) {
  const std::uint64_t address = pending.arguments[pending.row.directory >= 0 ? 2 : 1];
  if (address == 0) return {{0, UTIME_NOW}, {0, UTIME_NOW}};
  if (pending.number == SYS_utime) {
    const auto times = actor.tracee.read<utimbuf>(address);
    return {{times.actime, 0}, {times.modtime, 0}};
  }
  if (pending.number == SYS_utimensat) {
    const auto times = actor.tracee.read<std::array<timespec, 2>>(address);
    return {times[0], times[1]};
  }
  const auto times = actor.tracee.read<std::array<timeval, 2>>(address);
  return {{times[0].tv_sec, times[0].tv_usec * 1000}, {times[1].tv_sec, times[1].tv_usec * 1000}};
}

}  // namespace lockproof::world
