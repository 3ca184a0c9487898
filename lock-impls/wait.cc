#include "lock-impls/wait.h"

#include <time.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

using std::chrono::nanoseconds;

nanoseconds monotonic_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

bool is_over(nanoseconds left) {
  return left <= nanoseconds::zero();
}

void sleep_for(nanoseconds duration_ns) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration_ns);
  const timespec duration{.tv_sec = seconds.count(), .tv_nsec = (duration_ns - seconds).count()};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &duration, nullptr);
}

}  // namespace

Wait::~Wait() {
  if (watch_ != nullptr && !ended_) {
    watch_->close();
  }
}

void Wait::begin(const std::function<std::string()>& holder) {
  if (begun_) {
    return;
  }
  begun_ = true;
  if (limited()) {
    begin_ns_ = monotonic_now();
  }
  if (options_.log) {
    options_.log("waiting for " + options_.path.string() + ", held by " + holder());
  }
}

bool Wait::pause(nanoseconds longest) {
  const nanoseconds pause_ns = within_deadline(longest);
  if (is_over(pause_ns)) {
    return false;
  }
  sleep_for(pause_ns);
  return true;
}

bool Wait::back_off(nanoseconds longest) {
  const nanoseconds pause_ns = within_deadline(next_pause_ns_);
  if (is_over(pause_ns)) {
    return false;
  }
  if (watch_ != nullptr && !watch_->is_set() && begin_watch()) {
    return true;
  }
  if (watch_ == nullptr || !watch_->is_set()) {
    sleep_for(pause_ns);
  } else if (watch_->sleep(pause_ns)) {
    return true;
  }
  was_gone_ = false;
  next_pause_ns_ = std::min(2 * next_pause_ns_, longest);
  return true;
}

void Wait::end() {
  ended_ = true;
  if (begun_ && options_.log) {
    options_.log("acquired " + options_.path.string());
  }
}

nanoseconds Wait::within_deadline(nanoseconds longest) const {
  return limited() ? std::min(longest, *options_.time_out - (monotonic_now() - begin_ns_)) : longest;
}

bool Wait::begin_watch() {
  if (watch_->begin(options_.path)) {
    return true;
  }
  if (errno == ENOENT) {
    // Free, it seems. Not so twice in a row without a pause: a stale attribute cache may hide what is there.
    return !std::exchange(was_gone_, true);
  }
  log_errno(options_, "cannot watch", "; it is polled");
  watch_ = nullptr;
  return false;
}

}  // namespace lockproof::locks
