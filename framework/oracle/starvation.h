// Judges how long a free key stays free while somebody waits for it: no longer than the contract's handover_max, plus
// recovery_max for each death. Who of several waiters gets it is nobody's promise, and is not judged.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "oracle/key_uses.h"
#include "oracle/oracle.h"

namespace lockproof::oracle {

class Starvation : public Oracle {
 public:
  static constexpr std::string_view name = "starvation";
  static constexpr std::string_view summary = "no lock stays free for long while somebody waits for it";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  std::optional<model::Violation> judge_waiter(const model::Trace& trace, std::size_t index, const KeyUse& waiter);

  const Rules* rules_ = nullptr;
  KeyUses uses_;
  int killed_ = 0;
  std::map<std::string, std::int64_t, std::less<>> taken_ns_;  // virtual time at which a key was last seen taken
};

}  // namespace lockproof::oracle
