// For tests: in how many ways a process can let go of what is open at `fd`.
#pragma once

#include <unistd.h>

namespace lockproof::world {

inline void close_it(int fd) {
  close(fd);
}
inline void replace_it(int fd) {
  dup2(STDERR_FILENO, fd);
}
inline void close_all(int fd) {
  close_range(static_cast<unsigned>(fd), ~0U, 0);
}
// Closed on exec; the program looks at files, so that there are steps after that.
inline void execute(int) {
  execl("/bin/sh", "sh", "-c", "test -e x; test -e y", nullptr);
}

}  // namespace lockproof::world
