// What a result comes to in the words of test runners: the formats that they read agree in it.
#pragma once

#include <string>

#include "model/result.h"

namespace lockproof::reports {

struct Outcome {
  enum class Kind {
    passed,
    failed,   // a violation; `type` is the oracle
    error,    // nothing can be said: `type` is "inconclusive" or "failure" (of lockproof itself)
    skipped,  // not run, or a limit of the lock that its contract admits; `reason` says which
  };

  Kind kind = Kind::passed;
  std::string type;
  std::string reason;  // one sentence; "" if it passed
};

// All texts are printable.
Outcome outcome_of(const model::Result& result);

// What one needs to see it again, a line each: circumstances, and the replay command if there is a token.
std::string evidence(const model::Result& result);

}  // namespace lockproof::reports
