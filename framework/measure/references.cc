#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "engine/shared_memory.h"
#include "measure/contender.h"

namespace lockproof::measure {
namespace {

using std::filesystem::path;

void check(int error, const char* call) {
  if (error != 0) throw std::system_error(error, std::system_category(), call);
}

class NoLock final : public Lock {
 public:
  bool acquire() override { return true; }
  void release() override {}
};

class FutexLock final : public Lock {
 public:
  FutexLock(std::shared_ptr<engine::SharedMemory<pthread_mutex_t>> memory, pthread_mutex_t& mutex)
      : memory_(std::move(memory)), mutex_(mutex) {}

  bool acquire() override {
    int error = pthread_mutex_lock(&mutex_);
    if (error == EOWNERDEAD) error = pthread_mutex_consistent(&mutex_);
    check(error, "pthread_mutex_lock");
    return true;
  }
  void release() override { check(pthread_mutex_unlock(&mutex_), "pthread_mutex_unlock"); }

 private:
  std::shared_ptr<engine::SharedMemory<pthread_mutex_t>> memory_;
  pthread_mutex_t& mutex_;
};

void make_mutex(pthread_mutex_t& mutex) {
  pthread_mutexattr_t attributes;
  check(pthread_mutexattr_init(&attributes), "pthread_mutexattr_init");
  check(pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED), "pthread_mutexattr_setpshared");
  check(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST), "pthread_mutexattr_setrobust");
  check(pthread_mutex_init(&mutex, &attributes), "pthread_mutex_init");
  pthread_mutexattr_destroy(&attributes);
}

Contender::Make prepare_futex(std::span<const path> paths) {
  auto memory = std::make_shared<engine::SharedMemory<pthread_mutex_t>>(paths.size());
  for (pthread_mutex_t& mutex : memory->items()) make_mutex(mutex);
  return [memory, names = std::vector<path>(paths.begin(), paths.end())](const LockOptions& options) {
    const auto index = std::ranges::find(names, options.path) - names.begin();
    return std::make_unique<FutexLock>(memory, memory->items()[static_cast<std::size_t>(index)]);
  };
}

// A file that stays open; the subclass locks it.
class FileLock : public Lock {
 public:
  explicit FileLock(const LockOptions& options) : fd_(open(options.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
    if (fd_ < 0) throw std::system_error(errno, std::system_category(), "open " + options.path.string());
  }
  ~FileLock() override { close(fd_); }

 protected:
  int fd() const { return fd_; }

 private:
  int fd_;
};

class RawFlock final : public FileLock {
 public:
  using FileLock::FileLock;
  bool acquire() override {
    check(flock(fd(), LOCK_EX) == 0 ? 0 : errno, "flock");
    return true;
  }
  void release() override { check(flock(fd(), LOCK_UN) == 0 ? 0 : errno, "flock"); }
};

// What a file system wants for a lock that is a directory, at the least: nobody looks at it, and it is closed outside.
class RawMkdir final : public Lock {
 public:
  explicit RawMkdir(const LockOptions& options)
      : flock_({.path = options.path.string() + ".flock", .time_out = {}, .log = {}}), path_(options.path) {}
  bool acquire() override {
    flock_.acquire();
    check(mkdir(path_.c_str(), 0777) == 0 || errno == EEXIST ? 0 : errno, "mkdir");  // of a holder that was killed
    directory_ = open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return true;
  }
  void release() override {
    check(rmdir(path_.c_str()) == 0 ? 0 : errno, "rmdir");
    flock_.release();
    close(directory_);
  }

 private:
  RawFlock flock_;
  const path path_;
  int directory_ = -1;
};

class RawFcntl final : public FileLock {
 public:
  using FileLock::FileLock;
  bool acquire() override {
    set(F_WRLCK);
    return true;
  }
  void release() override { set(F_UNLCK); }

 private:
  void set(short type) {
    struct flock whole {};
    whole.l_type = type;
    check(fcntl(fd(), F_SETLKW, &whole) == 0 ? 0 : errno, "fcntl");
  }
};

template <typename Reference>
Contender::Make prepare(std::span<const path>) {
  return [](const LockOptions& options) { return std::make_unique<Reference>(options); };
}

Contender::Make prepare_none(std::span<const path>) {
  return [](const LockOptions&) { return std::make_unique<NoLock>(); };
}

}  // namespace

const std::vector<Contender>& references() {
  static const std::vector<Contender> kAll{
      {.name = "none", .note = "ceiling: excludes nobody", .excludes = false, .prepare = prepare_none},
      {.name = "futex", .note = "floor: robust mutex in memory", .prepare = prepare_futex},
      {.name = "raw_flock", .note = "flock(2) on an open file", .prepare = prepare<RawFlock>},
      {.name = "raw_mkdir", .note = "raw_flock, and mkdir(2) inside", .prepare = prepare<RawMkdir>},
      {.name = "raw_fcntl", .note = "fcntl(2) on an open file", .prepare = prepare<RawFcntl>},
  };
  return kAll;
}

}  // namespace lockproof::measure
