// Judges the mark "denied KEY" together with the log: who wants a lock, cannot have one and goes on without has said so
// in a line of its own before, because nobody else will notice.
#pragma once

#include <vector>

#include "oracle/oracle.h"

namespace lockproof::oracle {

class DeniedLockIsLogged : public Oracle {
 public:
  static constexpr std::string_view name = "denied_lock_is_logged";
  static constexpr std::string_view summary = "who goes on without the lock that it wants writes a warning first";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;
};

}  // namespace lockproof::oracle
