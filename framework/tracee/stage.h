// Where actors play: the fork server, launched once, and the fresh world that it makes for each execution.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tracee/tracee.h"

namespace lockproof::tracee {

// The machine refuses what lockproof needs; the message names the remedy.
class Refused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Without control there is no seccomp filter and nobody is traced: server and actors are the same, but run at their own
// speed.
enum class Control : std::uint8_t { full, none };

// A thread may own one Stage at a time, and beside it one without control, which must go first; all tracees belong to
// that thread. When lockproof dies, by whatever cause,
// the kernel kills the server and all actors (PTRACE_O_EXITKILL, end of the PID namespace) and with them the mounts.
class Stage {
 public:
  // Launches `program` with `arguments` and three descriptor numbers; it must call serve(). Throws Refused.
  Stage(const std::string& program, std::vector<std::string> arguments, Control control = Control::full);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  struct Newborn {
    Tracee tracee;  // paused before its first instruction
    int pid = 0;    // as the actors see it
  };

  // A fresh world, prepared, and `count` actors in it, in order; with `containers`, each in a PID namespace and with a
  // host name of its own. No actor of the previous play may live. Throws Refused. Requires Control::full.
  std::vector<Newborn> play(std::string_view play, int count, bool containers = false);

  // The same, and the actors play to their end, with nobody watching. Throws Refused. Requires Control::none.
  void play_freely(std::string_view play, int count);

  // A living process with the PID `pid`, which must be free, paused before its first instruction. It plays the actor
  // `index` (from 1) of the current play; with 0 it is the caller's to kill, not to resume. Throws Refused.
  Tracee spawn_heir(int pid, int index);

  // Below it, the world can be seen from outside: "/proc/123/root/world".
  const std::string& world() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockproof::tracee
