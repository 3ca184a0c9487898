// A lock file that names its owner by PID and host, as many programs have it. As it stands here it has one defect, a
// PID that is used again (mutant pid_reuse); the other mutants of the family get one step more wrong.
//
// The file is linked into place with its record in it, so that it is never seen without one. A waiter that finds the
// owner dead removes the file under its flock(2), after another look.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

#include "lock-impls/descriptor.h"
#include "lock-impls/wait.h"
#include "lockproof/lock.h"

namespace lockproof::locks {

class PidFile : public Lock {
 public:
  explicit PidFile(const LockOptions& options) : options_(options) {}
  ~PidFile() override;

  bool acquire() override;
  void release() override;

 protected:
  struct Owner {
    pid_t pid = 0;
    std::string host;
  };

  // Makes the lock file. False if there is one. Throws std::system_error.
  virtual bool create();

  // Names this process in the new file. Throws std::system_error.
  virtual void record_owner(int file);

  // Gives the unnamed `file` its name. False if there is a lock file already. Throws std::system_error.
  virtual bool link_into_place(int file);

  // Whether `file` is the lock of somebody who is dead.
  virtual bool is_dead(int file);

  // Removes the lock file of a dead owner, which is open as `file`. Throws std::system_error.
  virtual void evict(int file);

  // Whether it is worth trying again at once. Throws std::system_error.
  virtual bool evict_the_dead(Wait& wait);

  // The lock file, empty if there is none. Throws std::system_error.
  Descriptor open_file() const;

  // Nothing if there is no whole record.
  static std::optional<Owner> read_owner(int file);
  static std::string this_host();

  const LockOptions options_;

 private:
  pid_t owner_ = 0;
};

// As PidFile, but made by an exclusive create, so that it can be seen empty.
class ExclusivePidFile : public PidFile {
 public:
  using PidFile::PidFile;

 protected:
  bool create() override;
};

// As ExclusivePidFile, but a file without a record is its maker's, who is about to write one, until it is old.
class GracePidFile : public ExclusivePidFile {
 public:
  GracePidFile(const LockOptions& options, std::chrono::nanoseconds grace) : ExclusivePidFile(options), grace_(grace) {}

 protected:
  bool is_dead(int file) override;

 private:
  const std::chrono::nanoseconds grace_;
};

}  // namespace lockproof::locks
