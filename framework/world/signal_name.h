// Signals as the trace names them.
#pragma once

#include <fmt/format.h>

#include <cstring>
#include <string>

namespace lockproof::world {

// "SIGKILL"; "signal 34" for one without a name.
inline std::string signal_name(int signal) {
  const char* name = sigabbrev_np(signal);
  return name != nullptr ? fmt::format("SIG{}", name) : fmt::format("signal {}", signal);
}

}  // namespace lockproof::world
