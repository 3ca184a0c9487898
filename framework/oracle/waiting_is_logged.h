// Judges the log: who waits for a lock that another actor has, while virtual time passes, has written a line that says
// so, "waiting for PATH, held by HOLDER", since it wanted the lock. PATH is that of a file which it has used to
// acquire it. A hand-over that takes no time needs no line, and a program that is a lock owes none.
#pragma once

#include <vector>

#include "oracle/key_uses.h"
#include "oracle/oracle.h"

namespace lockproof::oracle {

class WaitingIsLogged : public Oracle {
 public:
  static constexpr std::string_view name = "waiting_is_logged";
  static constexpr std::string_view summary = "who waits logs that it waits, for which lock and for whom";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  void note_line(const model::Trace& trace, std::size_t index);

  bool lock_is_program_ = false;
  KeyUses uses_;
  std::vector<std::size_t> logged_;  // the "want" marks of those who have said it
};

}  // namespace lockproof::oracle
