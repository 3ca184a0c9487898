// Judges the mark "found KEY" together with the log: who finds that somebody has had the lock of KEY for longer than
// Bounds::hold_max says so in a line that names KEY, before it does anything else that leaves a mark.
#pragma once

#include <vector>

#include "oracle/key_uses.h"
#include "oracle/oracle.h"

namespace lockproof::oracle {

class OverdueIsLogged : public Oracle {
 public:
  static constexpr std::string_view name = "overdue_is_logged";
  static constexpr std::string_view summary = "who finds that a lock has been held for far too long writes a warning";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  struct Debt {
    std::size_t found;  // index of the mark
    int holder;
  };
  void note_found(const model::Trace& trace, std::size_t index);

  const Rules* rules_ = nullptr;
  KeyUses uses_;
  std::vector<Debt> debts_;
};

}  // namespace lockproof::oracle
