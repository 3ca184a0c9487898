// The fork server: the process inside the namespaces that every actor is forked from.
#pragma once

#include <array>
#include <string_view>

namespace lockproof::tracee {

// What is played inside. Lives in the fork server and, by fork, in the actors.
class Program {
 public:
  virtual ~Program() = default;

  // Lays out the fresh world (current directory) for this play; runs in the server, before the actors.
  virtual void prepare(std::string_view play) = 0;

  // What actor `index` (from 1) of `count` does; runs in the actor. Returns its exit status.
  virtual int act(std::string_view play, int index, int count) = 0;
};

// The directories inside the server's mount namespace in which anybody may write: fresh for each execution, in one file
// system, with nothing in them but the world and a home. The rest of the machine's files are there too, read-only.
inline constexpr std::array<const char*, 3> kOwnPaths = {"/tmp", "/var/tmp", "/dev/shm"};
inline constexpr const char* kTemporaryPath = kOwnPaths[0];

// The directory of the world, in which actors start: fresh and empty for each execution.
inline constexpr const char* kWorldPath = "/tmp/world";

// HOME of every actor.
inline constexpr const char* kHomePath = "/tmp/home";

// Below it, what the machine has in kOwnPaths, read-only.
inline constexpr const char* kMachinePath = "/.machine";

// Turns the calling process, which Stage has started, into the fork server. The descriptors are those
// that Stage passed on: the shared Order, the seccomp filter, and a socket to meet the controller at. Returns the exit
// status when told to quit.
int serve(int order_fd, int filter_fd, int sync_fd, Program& program);

}  // namespace lockproof::tracee
