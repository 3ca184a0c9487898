// That somebody waits for a claim: a record lock(2) beside its flock(2), for which nobody ever waits. A file system
// takes far longer to remove a claim and to make it again than to let the next one have it, so whoever gives one up
// asks first. It ends with the last copy of the descriptor, a child's too, and with its process. Where there are no
// such locks (directories on NFS), nobody is ever announced. Failures are told to the log.
#pragma once

#include "lockproof/lock.h"

namespace lockproof::locks {

// `file` is what is waited for; each open(2) of it is one waiter.
void announce(int file, const LockOptions& options);
void withdraw(int file, const LockOptions& options);

// Whether somebody is announced by another open(2) than that of `file`. False if that cannot be known.
bool is_awaited(int file, const LockOptions& options);

}  // namespace lockproof::locks
