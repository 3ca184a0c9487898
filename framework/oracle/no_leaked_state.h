// Judges what is left when the last process is gone. Files may stay if the scenario or the contract says so; the
// contract's exceptions for killed processes count if one was killed or gave up for an injected error. If every actor
// of the scenario was, nobody was left to tidy up, and files are not judged. Directories above the lock path may stay:
// acquiring makes them.
#pragma once

#include "oracle/oracle.h"

namespace lockproof::oracle {

class NoLeakedState : public Oracle {
 public:
  static constexpr std::string_view name = "no_leaked_state";
  static constexpr std::string_view summary =
      "no file, process, descriptor or kernel lock stays that the contract does not allow";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  bool may_stay(std::string_view path) const;
  bool may_stay_of(std::string_view lock_path, std::string_view path) const;

  const Rules* rules_ = nullptr;
  int killed_ = 0;         // actors, with their descendants
  int killed_actors_ = 0;  // of the scenario only
};

}  // namespace lockproof::oracle
