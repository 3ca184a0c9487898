#include "lock-impls/file_age.h"

#include <time.h>

namespace lockproof::locks {
namespace {

std::chrono::nanoseconds since_epoch(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

std::chrono::nanoseconds mtime(const struct stat& status) {
  return since_epoch(status.st_mtim);
}

bool is_older(const struct stat& status, std::chrono::nanoseconds age) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return since_epoch(now) - mtime(status) > age;
}

}  // namespace lockproof::locks
