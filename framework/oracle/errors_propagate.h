// Judges what actors make of calls that fail by injection for another reason than contention, a time-out or a signal.
// They may do without the call and say so (the contract may forgive silence), or give up and say so. They may not give
// up in silence, and not try again for ever: kRetriesMax such failures of one actor while nobody is inside are too
// many. While somebody is inside, trying again is waiting.
#pragma once

#include <string>
#include <vector>

#include "oracle/oracle.h"

namespace lockproof::oracle {

class ErrorsPropagate : public Oracle {
 public:
  static constexpr std::string_view name = "errors_propagate";
  static constexpr std::string_view summary = "an error is neither retried for ever nor kept silent";
  static constexpr int kRetriesMax = 20;

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  struct Struck {
    bool expects_failure = false;  // the actor's next operation is the one that fails
    bool failed = false;           // and it has not written a line since
    std::string error;             // what failed, unless such a call is missing altogether; empty as soon as it is said
    int retries = 0;
  };

  std::optional<model::Violation> operation(const model::Trace& trace, std::size_t index);
  std::optional<model::Violation> exit(const model::Trace& trace, std::size_t index) const;

  const Contract* contract_ = nullptr;
  std::vector<Struck> struck_;  // by actor
  int inside_ = 0;              // marks "enter" without "leave"
};

}  // namespace lockproof::oracle
