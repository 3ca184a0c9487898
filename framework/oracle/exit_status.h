// Judges the scenario's own actors, not their descendants. An actor that was killed has no status, and one whose
// descendant was killed passes the failure on: neither is judged, and no more is one that dies
// of a signal that a fault has sent to it, or that an injected error has struck (where the rules excuse that), unless
// that one dies of a signal. A crash (SIGSEGV, SIGABRT...) is a violation. The check at the end is judged whatever has
// happened before.
#pragma once

#include "oracle/oracle.h"

namespace lockproof::oracle {

class ExitStatus : public Oracle {
 public:
  static constexpr std::string_view name = "exit_status";
  static constexpr std::string_view summary = "every actor that is not killed exits with status 0";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  const Rules* rules_ = nullptr;
};

}  // namespace lockproof::oracle
