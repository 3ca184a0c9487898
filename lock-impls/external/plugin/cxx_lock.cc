// flock(2) on a file that stays.
#include <fcntl.h>
#include <lockproof/cxx_plugin.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

namespace {

class CxxLock : public lockproof::Lock {
 public:
  explicit CxxLock(lockproof::LockOptions options) : options_(std::move(options)) {}
  CxxLock(const CxxLock&) = delete;
  CxxLock& operator=(const CxxLock&) = delete;
  ~CxxLock() override {
    if (fd_ >= 0) release();
  }

  bool acquire() override {
    std::filesystem::create_directories(options_.path.parent_path());
    const auto start = std::chrono::steady_clock::now();
    fd_ = open(options_.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "open");
    owner_ = getpid();
    for (bool is_first = true; flock(fd_, LOCK_EX | LOCK_NB) != 0; is_first = false) {
      if (errno == EINTR) continue;
      if (errno != EWOULDBLOCK) give_up(errno);
      if (is_first && options_.log) options_.log("waiting for " + options_.path.string() + ", held by somebody");
      if (options_.time_out && std::chrono::steady_clock::now() - start >= *options_.time_out) {
        close(std::exchange(fd_, -1));
        return false;
      }
      usleep(100'000);
    }
    return true;
  }

  void release() override {
    // Also where a forked child has the descriptor.
    if (owner_ == getpid() && flock(fd_, LOCK_UN) != 0 && options_.log)
      options_.log("not unlocked before it is closed: " + std::generic_category().message(errno));
    close(std::exchange(fd_, -1));
  }

 private:
  [[noreturn]] void give_up(int error) {
    close(std::exchange(fd_, -1));
    throw std::system_error(error, std::generic_category(), "flock");
  }

  lockproof::LockOptions options_;
  int fd_ = -1;
  pid_t owner_ = 0;
};

const lockproof::LockInfo cxx_lock{
    .name = "cxx_lock",
    .summary = "flock on a file that stays",
    .contract = {.recovery_max = std::chrono::seconds(1),  // it polls
                 .protects_orphans = false,
                 .survives_lost_locks = false,
                 .survives_stale_attributes = false,
                 .may_stay = {"{lock}"}},
    .make = [](const lockproof::LockOptions& options) -> std::unique_ptr<lockproof::Lock> {
      return std::make_unique<CxxLock>(options);
    },
};

}  // namespace

LOCKPROOF_CXX_PLUGIN(cxx_lock);
