/* A lock in a shared library, for `lockproof run --lock-plugin libmylock.so`, behind an interface of plain C: for locks
 * in C, Rust, and whatever else can export a C function and fill in a C struct. For C++ see lockproof/cxx_plugin.h.
 *
 *   static const struct lockproof_lock lock = {
 *       .version = LOCKPROOF_PLUGIN_VERSION, .size = sizeof lock, .name = "my_lock", .open = my_open, ...};
 *
 *   LOCKPROOF_PLUGIN_EXPORT const struct lockproof_lock* lockproof_plugin(void) { return &lock; }
 *
 * The library is loaded with RTLD_NOW | RTLD_LOCAL and never unloaded. Actors are forked from the process that has
 * loaded it: it must not start threads when it is loaded (which the runtime of Go does), as no actor would have them.
 * No exception, panic or longjmp may leave its functions. */
#ifndef LOCKPROOF_PLUGIN_H
#define LOCKPROOF_PLUGIN_H

#include <stdint.h>

/* What `struct lockproof_lock` is like; changes whenever that does. */
#define LOCKPROOF_PLUGIN_VERSION 1

/* For the one function that the library has to export. */
#define LOCKPROOF_PLUGIN_EXPORT __attribute__((visibility("default")))

/* A lock, as a constant that lives as long as the library. */
struct lockproof_lock { /* NOLINT(readability-identifier-naming): as C has it */
  uint32_t version;     /* LOCKPROOF_PLUGIN_VERSION */
  uint32_t size;        /* sizeof(struct lockproof_lock) */

  const char* name;     /* [a-z0-9_]+, not that of a lock of lockproof's own */
  const char* summary;  /* one line; NULL: none */
  const char* contract; /* what it promises, where that is less or more than Contract of lockproof/contract.h has from
                         * the start: a line "ITEM=VALUE" each, in the words of --contract: "kill_safe=false\n
                         * pause_max=4s\nmay_stay={lock},{lock}.guard"; NULL: nothing */

  /* Makes an object for one lock path, which is absolute. Must not touch the file system: acquire does, and makes
   * missing parent directories too. An object belongs to one thread of one process; different ones use different
   * objects with the same path. time_out_ns: for how long acquire may wait, by CLOCK_MONOTONIC, in nanoseconds;
   * negative: without limit. log receives lines without a newline, such as "waiting for PATH, held by pid P", until the
   * object is closed; log_context is its first argument. `path` is gone after the call. NULL, with errno set: failure.
   */
  void* (*open)(const char* path, int64_t time_out_ns, void (*log)(void* log_context, const char* line),
                void* log_context);

  /* Blocks until the lock is held. 0: it is held. 1: the time-out passed, and nothing is left behind. -errno: a failure
   * other than contention, and nothing is left behind. Called when the object does not hold. */
  int (*acquire)(void* lock);

  /* Gives the lock up: wakes a waiter, and removes what the contract does not keep. 0, or -errno. Called when the
   * object holds. */
  int (*release)(void* lock);

  /* Tells a lease that its holder is alive. 1: it still is the holder. 0: the lock was lost. -errno: failure. Called
   * when the object holds. NULL: the lock is no lease. */
  int (*keep_alive)(void* lock);

  /* A fencing token, greater than that of every earlier holder of the path. Called when the object holds. NULL: the
   * lock has none. */
  uint64_t (*token)(void* lock);

  /* Frees the object, and releases if it still holds. In a forked child, which inherits its parent's objects, it must
   * leave the lock to the parent. */
  void (*close)(void* lock);
};

#ifdef __cplusplus
extern "C" {
#endif

/* What the library exports; lockproof itself has no such function. */
const struct lockproof_lock* lockproof_plugin(void);

#ifdef __cplusplus
}
#endif

#endif
