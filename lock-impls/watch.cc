#include "lock-impls/watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstdint>

namespace lockproof::locks {
namespace {

// A file that is removed while it is open loses a link first (IN_ATTRIB).
constexpr std::uint32_t kEvents = IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB;

}  // namespace

bool Watch::begin(const std::filesystem::path& path) {
  if (!events_) {
    events_ = Descriptor(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  }
  is_set_ = events_ && inotify_add_watch(events_.get(), path.c_str(), kEvents | IN_DONT_FOLLOW) >= 0;
  return is_set_;
}

bool Watch::sleep(std::chrono::nanoseconds longest) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(longest);
  const timespec duration{.tv_sec = seconds.count(), .tv_nsec = (longest - seconds).count()};
  pollfd ready{.fd = events_.get(), .events = POLLIN, .revents = 0};
  if (ppoll(&ready, 1, &duration, nullptr) <= 0) {
    return false;
  }
  // What happened does not matter: the lock is looked at again. What does not fit wakes once more.
  alignas(inotify_event) std::array<char, 1024> told;
  (void)!read(events_.get(), told.data(), told.size());
  is_set_ = false;
  return true;
}

void Watch::close() {
  events_.reset();
  is_set_ = false;
}

}  // namespace lockproof::locks
