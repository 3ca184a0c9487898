// Programs, run as a user runs them, and what they said. Threads may run programs at the same time.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace lockproof::e2e {

using Words = std::vector<std::string>;

struct Surroundings {
  std::filesystem::path folder{};  // current directory; empty: that of the caller
  Words variables{};               // "NO_COLOR=1"; they come before those of the caller
};

struct Finished {
  int status = 0;  // exit status, or 128 + signal, as in a shell
  std::string out;
  std::string err;
};
std::ostream& operator<<(std::ostream& stream, const Finished& finished);

// A child process with empty standard input.
class ProgramRun {
 public:
  // words[0] is a path, or a name to look for in PATH. Throws std::system_error if it cannot be started.
  explicit ProgramRun(Words words, const Surroundings& surroundings = {});
  ProgramRun(const ProgramRun&) = delete;
  ProgramRun& operator=(const ProgramRun&) = delete;
  ~ProgramRun();

  pid_t pid() const { return pid_; }

  // To be called once. A program that hangs is killed by a watchdog, which shows as status 137 and in err.
  Finished wait();

 private:
  pid_t pid_ = 0;
  int out_ = -1;
  int err_ = -1;
};

Finished run(const Words& words, const Surroundings& surroundings = {});

}  // namespace lockproof::e2e
