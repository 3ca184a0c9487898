// Fires when processes are left, none of them can run, and no timer is pending.
#pragma once

#include "oracle/oracle.h"

namespace lockproof::oracle {

class Deadlock : public Oracle {
 public:
  static constexpr std::string_view name = "deadlock";
  static constexpr std::string_view summary = "no execution ends with actors that wait for one another";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;
};

}  // namespace lockproof::oracle
