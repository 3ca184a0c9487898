#include "model/choice.h"

#include <fmt/format.h>

namespace lockproof::model {

std::string to_string(const Choice& choice) {
  switch (choice.kind) {
    case Choice::Kind::run:
      return fmt::format("run {}", choice.actor);
    case Choice::Kind::kill:
      return fmt::format("kill {}", choice.actor);
    case Choice::Kind::kill_tree:
      return fmt::format("kill_tree {}", choice.actor);
    case Choice::Kind::signal:
      return fmt::format("signal {} #{}", choice.actor, choice.value);
    case Choice::Kind::pause:
      return fmt::format("pause {} #{}", choice.actor, choice.value);
    case Choice::Kind::step_clock:
      return fmt::format("step_clock {} #{}", choice.actor, choice.value);
    case Choice::Kind::fail:
      return fmt::format("fail {} #{}", choice.actor, choice.value);
    case Choice::Kind::reuse_pid:
      return fmt::format("reuse_pid {}", choice.actor);
    case Choice::Kind::lose_locks:
      return fmt::format("lose_locks {} #{}", choice.actor, choice.value);
    case Choice::Kind::clock:
      return "clock";
  }
  return "unknown";
}

}  // namespace lockproof::model
