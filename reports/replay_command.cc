#include "reports/replay_command.h"

#include <fmt/format.h>

#include <utility>

namespace lockproof::reports {
namespace {

std::string& replaying_program() {
  static std::string program = "lockproof";
  return program;
}

}  // namespace

std::string replay_command(std::string_view token) {
  return fmt::format("{} replay {}", replaying_program(), token);
}

void set_replaying_program(std::string program) {
  replaying_program() = std::move(program);
}

}  // namespace lockproof::reports
