// A temporary directory, a lock in it, and a second process that holds it: what the tests of the locks share.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "lock-impls/announcement.h"
#include "lock-impls/descriptor.h"
#include "lock-impls/locks.h"

namespace lockproof::locks {

class LockFixture : public ::testing::Test {
 protected:
  LockFixture() {
    std::string name = (std::filesystem::temp_directory_path() / "lock_test.XXXXXX").string();
    directory_ = mkdtemp(name.data());
    options_.path = directory_ / "build.lock";
    options_.log = [this](std::string_view line) { log_.emplace_back(line); };
  }
  ~LockFixture() override { std::filesystem::remove_all(directory_); }

  std::set<std::string> names() const {
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_)) {
      found.insert(entry.path().filename());
    }
    return found;
  }

  static std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      ++count;
    }
    return count;
  }

  // Releases `lock` to `next`, which waits for it by then. Whether what stands at the path was never removed.
  bool is_handed_over(Lock& lock, Lock& next) const {
    const Descriptor directory(open(options_.path.c_str(), O_RDONLY | O_CLOEXEC));
    std::thread waiter([&] { EXPECT_TRUE(next.acquire()); });
    while (!is_awaited(directory.get(), options_)) {
      std::this_thread::yield();
    }
    lock.release();
    waiter.join();
    struct stat status {};
    EXPECT_EQ(fstat(directory.get(), &status), 0);
    return status.st_nlink != 0;
  }

  // Releases `lock` to somebody who waits for it, and dies. What stands at the path stays.
  void release_to_the_dead(Lock& lock) const {
    const Descriptor dead(open(options_.path.c_str(), O_RDONLY | O_CLOEXEC));
    announce(dead.get(), options_);
    lock.release();
    EXPECT_EQ(names(), std::set<std::string>{"build.lock"});
  }

  // The names that the contract lets stay after a release.
  static std::set<std::string> names_that_may_stay(const LockInfo& info) {
    std::set<std::string> found;
    for (std::string name : info.contract.may_stay) {
      found.insert(name.replace(name.find("{lock}"), std::string("{lock}").size(), "build.lock"));
    }
    return found;
  }

  // The same lock, but it waits for so long only.
  LockOptions impatient(std::chrono::nanoseconds time_out = std::chrono::nanoseconds::zero()) const {
    LockOptions options = options_;
    options.time_out = time_out;
    return options;
  }

  std::filesystem::path directory_;
  LockOptions options_;
  std::vector<std::string> log_;
};

// A child process that takes a lock, and keeps it until it is told to release or is killed.
class Holder {
 public:
  Holder(const LockInfo& info, LockOptions options) {
    options.log = nullptr;
    std::array<int, 2> to_child{};
    std::array<int, 2> to_parent{};
    if (pipe(to_child.data()) != 0 || pipe(to_parent.data()) != 0) {
      abort();
    }
    pid_ = fork();
    if (pid_ == 0) {
      close(to_child[1]);
      const std::unique_ptr<Lock> lock = info.make(options);
      const char held = lock->acquire() ? 'y' : 'n';
      char released = 0;
      if (write(to_parent[1], &held, 1) == 1 && read(to_child[0], &released, 1) >= 0 && held == 'y') {
        lock->release();
      }
      _exit(0);
    }
    close(to_child[0]);
    close(to_parent[1]);
    release_ = to_child[1];
    char held = 0;
    holds_ = read(to_parent[0], &held, 1) == 1 && held == 'y';
    close(to_parent[0]);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder() { release(); }

  bool holds() const { return holds_; }
  pid_t pid() const { return pid_; }

  // Lets go and does not wait for it.
  void begin_release() {
    if (release_ >= 0) {
      close(release_);
      release_ = -1;
    }
  }

  void release() {
    begin_release();
    reap();
  }

  void kill() {
    ::kill(pid_, SIGKILL);
    reap();
  }

 private:
  void reap() {
    if (pid_ > 0) {
      waitpid(pid_, nullptr, 0);
      pid_ = 0;
    }
  }

  pid_t pid_ = 0;
  int release_ = -1;
  bool holds_ = false;
};

// Makes the claim at `path` look as if its holder had been silent for an hour.
inline void age(const std::filesystem::path& path) {
  const std::array<timespec, 2> times{timespec{.tv_sec = time(nullptr) - 3600, .tv_nsec = 0},
                                      timespec{.tv_sec = time(nullptr) - 3600, .tv_nsec = 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times.data(), 0), 0);
}

}  // namespace lockproof::locks
