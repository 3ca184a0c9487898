// Fault budgets in words: on the command line and in replay tokens.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "lockproof/fault.h"

namespace lockproof::explore {

// What is wrong with a fault word, and what would be right.
class BadFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Adds the fault that `word` describes to `budget`. "xN" at the end, N times in one execution, may be left out:
//   kill  kill_tree x2  pid_reuse  signal=TERM  pause=600s x2  pause=6s:outside  clock_step=-30s
//   link,linkat:error=EOPNOTSUPP:when=1    the first one of each process fails, always
//   flock:error=ENOLCK:when=1+             every one
//   write:error=ENOSPC:path=locks/*        a choice at each write to such a path
//   mkdir:error=EEXIST:lose_reply          it is done, and yet it fails
//   write:short                            half of it
// The second form is strace's --inject (strace(1)), with path, actor, lose_reply and short added. Throws BadFault.
void add_fault(FaultBudget& budget, std::string_view word);

// Words for all of `budget`, each ended by a newline; empty for no faults. add_fault of each gives the same budget.
std::string to_text(const FaultBudget& budget);
FaultBudget fault_budget_from_text(std::string_view text);

// One injection, as above.
std::string to_text(const Injection& injection);

// "600s", "-30s", "1.5min", "100ms", "2h" in ns. Throws BadFault.
std::chrono::nanoseconds duration_from_text(std::string_view text);

}  // namespace lockproof::explore
