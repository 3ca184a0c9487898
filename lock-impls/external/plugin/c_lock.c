/* open(2) with O_EXCL: the file is the lock, and stays for ever when its holder is killed. With BROKEN the lock looks
 * whether the file is there before it makes one. */
#include <errno.h>
#include <fcntl.h>
#include <lockproof/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct own_lock {
  int64_t time_out_ns;
  void (*log)(void*, const char*);
  void* log_context;
  pid_t holder; /* 0: not held */
  char path[];
};

static void* own_open(const char* path, int64_t time_out_ns, void (*log)(void*, const char*), void* log_context) {
  struct own_lock* lock = malloc(sizeof *lock + strlen(path) + 1);
  if (lock == NULL) return NULL;
  *lock = (struct own_lock){.time_out_ns = time_out_ns, .log = log, .log_context = log_context};
  strcpy(lock->path, path);
  return lock;
}

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* 0 or -errno. */
static int make_parents(const struct own_lock* lock) {
  char* path = strdup(lock->path);
  if (path == NULL) return -ENOMEM;
  int result = 0;
  for (char* slash = strchr(path + 1, '/'); slash != NULL && result == 0; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    if (mkdir(path, 0777) != 0 && errno != EEXIST) result = -errno;
    *slash = '/';
  }
  free(path);
  return result;
}

static int make_file(const char* path) {
  int flags = O_CREAT | O_EXCL | O_CLOEXEC | O_WRONLY;
#ifdef BROKEN
  if (access(path, F_OK) == 0) {
    errno = EEXIST;
    return -1;
  }
  flags &= ~O_EXCL;
#endif
  return open(path, flags, 0666);
}

static int own_acquire(void* object) {
  struct own_lock* lock = object;
  const int64_t start = now_ns();
  int told = 0;
  for (;;) {
    const int fd = make_file(lock->path);
    if (fd >= 0) {
      close(fd);
      lock->holder = getpid();
      return 0;
    }
    if (errno == ENOENT) {
      const int result = make_parents(lock);
      if (result != 0) return result;
      continue;
    }
    if (errno != EEXIST) return -errno;
    if (!told) {
      char line[512];
      snprintf(line, sizeof line, "waiting for %s, held by somebody", lock->path);
      lock->log(lock->log_context, line);
      told = 1;
    }
    if (lock->time_out_ns >= 0 && now_ns() - start >= lock->time_out_ns) return 1;
    nanosleep(&(struct timespec){.tv_nsec = 100 * 1000 * 1000}, NULL);
  }
}

static int own_release(void* object) {
  struct own_lock* lock = object;
  if (lock->holder != getpid()) return 0; /* a forked child has nothing to release */
  lock->holder = 0;
  return unlink(lock->path) == 0 ? 0 : -errno;
}

static void own_close(void* object) {
  own_release(object);
  free(object);
}

static const struct lockproof_lock lock = {
    .version = LOCKPROOF_PLUGIN_VERSION,
    .size = sizeof lock,
#ifdef BROKEN
    .name = "broken_lock",
#else
    .name = "c_lock",
#endif
    .summary = "a file made by O_EXCL",
    .contract = "kill_safe=false\nsurvives_nonatomic_create=false",
    .open = own_open,
    .acquire = own_acquire,
    .release = own_release,
    .close = own_close,
};

LOCKPROOF_PLUGIN_EXPORT const struct lockproof_lock* lockproof_plugin(void) {
  return &lock;
}
