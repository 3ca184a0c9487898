// What the controller and the fork server say to each other, in a page that both have mapped. Only one of
// them runs at a time: the server reads it when it is resumed and has written it when it parks.
#pragma once

#include <array>
#include <cstdint>

namespace lockproof::tracee {

inline constexpr int kActorsMax = 64;

struct Order {
  enum class Kind : std::int32_t { play, spawn_heir, quit };

  // Controller to server, before it starts.
  bool controlled = true;

  // Controller to server.
  Kind kind = Kind::play;
  std::int32_t actors = 0;
  std::int32_t containers = 0;    // 1: each actor in a PID namespace and with a host name of its own
  std::int32_t heir_pid = 0;      // of a process that is dead: another one gets it
  std::int32_t heir_index = 0;    // the actor that the heir plays; 0: none
  std::array<char, 8192> play{};  // what to play: the program's own text, NUL-terminated

  // Server to controller.
  std::int32_t server_pid = 0;                  // in the controller's PID namespace; written before the first park
  std::int32_t error = 0;                       // errno of what failed, 0 if nothing did
  std::array<char, 200> failed{};               // what failed
  std::array<char, 400> remedy{};               // or empty
  std::array<std::int32_t, kActorsMax> pids{};  // of the actors, as they see them
};

}  // namespace lockproof::tracee
