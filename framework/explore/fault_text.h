// Fault budgets in words: on the command line and in replay tokens.
#pragma once

#include <string>
#include <string_view>

#include "explore/word.h"
#include "lockproof/fault.h"

namespace lockproof::explore {

// Adds the fault that `word` describes to `budget`. "xN" at the end, N times in one execution, may be left out:
//   kill  kill_tree x2  pid_reuse  pid_reuse=worker  signal=TERM  pause=600s x2  clock_step=-30s  lose_locks
//   link,linkat:error=EOPNOTSUPP:when=1    the first one of each process fails, always
//   flock:error=ENOLCK:when=1+             every one
//   write:error=ENOSPC                     a choice at each write
//   mkdir:error=EEXIST:lose_reply          it is done, and yet it fails
//   write:short                            half of it
//   write:torn                             half of it, and the writer is killed
// The second form is strace's --inject (strace(1)), with lose_reply, short and torn added. Any of them may be filtered:
//   kill:actor=1:at=rename,link:path=locks/*:inside    see FaultFilter; system calls that fail are named in front
// "kill=2" is another way to write "kill x2". Throws BadWord.
void add_fault(FaultBudget& budget, std::string_view word);

// Words for all of `budget`, each ended by a newline; empty for no faults. add_fault of each gives the same budget.
std::string to_text(const FaultBudget& budget);
FaultBudget fault_budget_from_text(std::string_view text);

// One injection, as above.
std::string to_text(const Injection& injection);

}  // namespace lockproof::explore
