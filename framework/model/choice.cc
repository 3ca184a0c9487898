#include "model/choice.h"

#include <fmt/format.h>

namespace lockproof::model {

std::string to_string(const Choice& choice) {
  switch (choice.kind) {
    case Choice::Kind::run:
      return fmt::format("run {}", choice.actor);
    case Choice::Kind::kill:
      return fmt::format("kill {}", choice.actor);
    case Choice::Kind::clock:
      return "clock";
  }
  return "unknown";
}

}  // namespace lockproof::model
