// What a lock promises. Oracles judge a lock by its contract and by nothing else: behaviour outside
// the contract is a known limit, behaviour against it is a violation. The default is the strongest promise.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace lockproof {

struct Contract {
  // Two processes are never inside at the same time.
  bool excludes_processes = true;

  // Two Lock objects of one process never hold at the same time.
  bool excludes_threads = true;

  // SIGKILL of any process at any moment lets no second one in and blocks nobody for longer than
  // recovery_max.
  bool kill_safe = true;

  // Virtual time from the death of a holder until another process can acquire, at the latest.
  std::chrono::nanoseconds recovery_max{0};

  // A dead holder's PID may be given to a process that has nothing to do with the lock.
  bool survives_pid_reuse = true;

  // The processes may live in different PID namespaces, with different host names, and share no more than the
  // directory (containers on one volume, pods, hosts).
  bool survives_containers = true;

  // A child that was forked inside the critical section, and calls no exec, neither keeps the lock after its parent's
  // release nor gives it up when it exits.
  bool survives_forks = true;

  // A child that was forked inside the critical section, and calls no exec, is still protected when its parent is
  // killed: nobody else gets in before it exits. Where a command is the lock, and does not promise it, the kills of a
  // scenario strike the command together with what it runs.
  bool protects_orphans = true;

  // A kernel lock that silently goes away while it is held (a lease of a file server that expired) lets no second one
  // in.
  bool survives_lost_locks = true;

  // On a file system whose exclusive create is not atomic (NFS version 2), no second one gets in.
  bool survives_nonatomic_create = true;

  // A process may be shown by stat(2) and access(2) what a path was up to a minute ago, unless it opens it (the
  // attribute cache of a network file system).
  bool survives_stale_attributes = true;

  // How far the wall clocks of two processes, or of a process and the file server, may be apart. Nothing: any distance.
  std::optional<std::chrono::nanoseconds> clock_skew_max{};

  // For how long a process may be stopped, wherever it stands, before a second one can be let in. Nothing: for ever.
  std::optional<std::chrono::nanoseconds> pause_max{};

  // A holder that lost the lock to another process, by whatever its contract does not cover, is told so by its next
  // keep_alive(), and its release leaves the lock to whoever holds it then.
  bool tells_loss = true;

  // Lock::token() grows from holder to holder, so that what a resource has taken from a later holder is not overwritten
  // by an earlier one, for however long that was stopped.
  bool gives_tokens = false;

  // A failure of a system call that is not contention is reported, by a line in the log or an exception, also where the
  // lock can do without the call.
  bool tells_errors = true;

  // For how long of virtual time a free lock stays free while somebody waits for it.
  std::chrono::nanoseconds handover_max = std::chrono::seconds(1);

  // Paths that may exist after every process has released. "{lock}" stands for the lock path,
  // "*" for any run of characters but "/": {"{lock}", "{lock}.guard"}.
  std::vector<std::string> may_stay{};

  // Paths that may, in addition, exist after a process was killed and nobody came after it.
  std::vector<std::string> may_stay_after_kill{};
};

}  // namespace lockproof
