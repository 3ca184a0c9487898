// The sound locks, for programs of all kinds: lockproof proves the very code that they link. From CMake, link
// lockproof::locks; from pkg-config, lockproof-locks. Nothing else of lockproof comes along.
//
//   #include <lockproof/locks.h>
//
//   const auto lock = lockproof::make_flock({.path = "/var/cache/build/base.lock"});
//   lock->acquire();  // waits; throws std::system_error for anything but contention
//   ...
//   lock->release();  // or the destructor does
//
// `lockproof list locks` says in a line each how they work; the contract of each is in its source. An object excludes
// processes and, but for make_posix, the other objects of its process. See lockproof/lock.h for what may be called
// when.
#pragma once

#include <memory>

#include "lockproof/lock.h"

// What a program may call in a library that hides everything else.
#define LOCKPROOF_EXPORT __attribute__((visibility("default")))

namespace lockproof {

// flock(2) on a file that stays. The one to take where nothing speaks against it.
LOCKPROOF_EXPORT std::unique_ptr<Lock> make_flock(const LockOptions& options);

// fcntl(2) record locks of the process. They do not exclude within the process, and any close(2) of any descriptor of
// the file gives them up.
LOCKPROOF_EXPORT std::unique_ptr<Lock> make_posix(const LockOptions& options);

// fcntl(2) record locks of the open file description (F_OFD_SETLK).
LOCKPROOF_EXPORT std::unique_ptr<Lock> make_ofd(const LockOptions& options);

// The existence of the path is the lock, so that whoever looks sees who has it: a file made by open(O_CREAT|O_EXCL), a
// file with its owner's record in it from the start (link(2)), or a directory. A kernel lock on it tells a dead owner;
// no PID, clock or age is trusted.
LOCKPROOF_EXPORT std::unique_ptr<Lock> make_o_excl(const LockOptions& options);
LOCKPROOF_EXPORT std::unique_ptr<Lock> make_hard_link(const LockOptions& options);
LOCKPROOF_EXPORT std::unique_ptr<Lock> make_sentinel(const LockOptions& options);

// A lease, for directories on which the kernel's locks do not reach everybody: a directory whose mtime its holder
// renews by keep_alive(), at least every 30 s. After 300 s of silence somebody else takes over; keep_alive() tells the
// old holder. Trusts the clocks to agree within 30 s.
LOCKPROOF_EXPORT std::unique_ptr<Lock> make_mkdir_lease(const LockOptions& options);

// A lease whose holder has a fencing token: Lock::token(). The same terms as make_mkdir_lease. Keeps a second file
// beside the path, PATH.fence, which nobody may remove.
LOCKPROOF_EXPORT std::unique_ptr<Lock> make_fenced_lease(const LockOptions& options);

}  // namespace lockproof
