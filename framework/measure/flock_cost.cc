// What the in-tree `flock` costs where nobody contends, against the same system calls without a lock around them.
//   lockproof_flock_cost lock|raw COUNT   acquires and releases so often, for a counter of instructions
//   lockproof_flock_cost ratio            prints how many times longer the lock takes
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

#include "lock-impls/locks.h"
#include "measure/clock.h"
#include "measure/fresh_directory.h"

namespace {

// What a program without a library would write: a file that stays, and the look whether it is still the one that is
// named. False if a call fails.
bool lock_and_unlock(const char* path) {
  const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  struct stat ours {};
  struct stat named {};
  const bool is_held = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &ours) == 0 &&
                       stat(path, &named) == 0 && ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
  return is_held && flock(fd, LOCK_UN) == 0 && close(fd) == 0;
}

void rounds(lockproof::Lock* lock, const char* path, int count) {
  for (int left = count; left > 0; --left) {
    if (lock == nullptr) {
      if (!lock_and_unlock(path)) throw std::runtime_error("a call fails");
    } else {
      if (!lock->acquire()) throw std::runtime_error("the lock is not to be had");
      lock->release();
    }
  }
}

// Of the fastest of many short batches, which nothing interrupted: lock over raw calls.
double time_ratio(lockproof::Lock& lock, const char* path) {
  constexpr int kBatches = 400;
  constexpr int kRounds = 50;
  const auto time_of = [&](lockproof::Lock* what) {
    const std::int64_t start_ns = lockproof::measure::now_ns();
    rounds(what, path, kRounds);
    return lockproof::measure::now_ns() - start_ns;
  };
  std::int64_t with_lock_ns = std::numeric_limits<std::int64_t>::max();
  std::int64_t raw_ns = with_lock_ns;
  for (int i = 0; i < kBatches; ++i) {
    with_lock_ns = std::min(with_lock_ns, time_of(&lock));
    raw_ns = std::min(raw_ns, time_of(nullptr));
  }
  return static_cast<double>(with_lock_ns) / static_cast<double>(raw_ns);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string_view what = argc > 1 ? argv[1] : "";
  const lockproof::measure::FreshDirectory directory("/dev/shm");
  const std::string path = directory.path() / "build.lock";
  const auto lock = lockproof::locks::flock_lock.make({.path = path, .time_out = {}, .log = {}});
  if (what == "ratio" && argc == 2) {
    std::printf("%.3f\n", time_ratio(*lock, path.c_str()));
  } else if ((what == "lock" || what == "raw") && argc == 3) {
    rounds(what == "lock" ? lock.get() : nullptr, path.c_str(), std::atoi(argv[2]));
  } else {
    std::fputs("usage: lockproof_flock_cost lock|raw COUNT, lockproof_flock_cost ratio\n", stderr);
    return 2;
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
