/* Marks that an actor leaves in the trace. A mark is the existence check of a path that does not exist,
 * so it can be made from any language (`test -e /.lockproof/enter/build` in a shell), costs one failing
 * system call outside of lockproof, and is seen, never executed, inside. Plain C. */
#ifndef LOCKPROOF_PROBE_H
#define LOCKPROOF_PROBE_H

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define LOCKPROOF_PROBE_ROOT "/.lockproof/"

/* Leaves the mark /.lockproof/VERB/KEY. Keeps errno. Returns 1 under lockproof and 0 elsewhere.
 *
 *   want KEY      the caller is about to acquire the lock of KEY
 *   give_up KEY   ... and has not got it: its time-out passed, or it failed
 *   enter KEY     the caller is inside the critical section KEY from here on
 *   leave KEY     ... and outside again
 *   free KEY      ... and has released the lock
 *   ask KEY       the caller is inside and asks the lock of KEY whether it still is the holder
 *   kept KEY      ... and was told that it is
 *   lost KEY      ... and was told that it is not
 *   found KEY     the caller tried the lock of KEY without waiting: somebody has it
 *   accepted KEY  a resource has taken what the caller wrote as the holder of KEY
 *   lockless KEY  the caller has no need of the lock of KEY from here on: the artefact is there, or locking is off
 *   denied KEY    the caller wants the lock of KEY, cannot have one, and goes on without
 *   begin KEY     the caller starts to build the artefact KEY
 *   end KEY       ... and has published it
 *   fail KEY      ... or has failed: from here on somebody else may build it
 *   complete KEY  the caller found artefact KEY whole
 *   partial KEY   the caller found artefact KEY, but not whole
 *
 * Other verbs are kept in the trace and mean nothing to the oracles. KEY: no white space, at most 200 bytes. */
static inline int lockproof_mark(const char* verb, const char* key) {
  char path[256];
  int saved_errno = errno;
  snprintf(path, sizeof path, LOCKPROOF_PROBE_ROOT "%s/%s", verb, key);
  int seen = access(path, F_OK) == 0;
  errno = saved_errno;
  return seen;
}

#endif
