#include "measure/contender.h"

namespace lockproof::measure {

Contender contender_of(const LockInfo& lock) {
  return {.name = std::string(lock.name),
          .note = "",
          .looks_first = lock.looks_first,
          .contract = lock.contract,
          .prepare = [&lock](std::span<const std::filesystem::path>) { return Contender::Make(lock.make); }};
}

}  // namespace lockproof::measure
