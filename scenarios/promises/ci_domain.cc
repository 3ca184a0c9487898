#include "scenarios/promises/promises.h"

namespace lockproof::scenarios {

std::vector<Promise> ci_domain_promises() {
  return {
      {"C1", "runs on one domain come one after the other, and who waits logs it", "hand_over", "ci_domain",
       "silent_wait", "waiting_is_logged"},
      {"C2", "the life of the lock is that of the run: an alarm ends a stuck run, and the next one proceeds",
       "deadline", "ci_domain", "crash_blocks", "progress"},
      {"C2", "a run asks for a signal at its launcher's death, and looks whether that was before it asked",
       "parent_death", "ci_domain", "parent_unchecked", "progress"},
      {"C3", "a program that a run has started does not keep the lock", "background_child", "ci_domain", "inherited_fd",
       "starvation"},
      {"C4", "a janitor probes without waiting, and removes leftovers only while it has the lock", "janitor",
       "ci_domain", "clean_up_outside", "no_foreign_write"},
      {"C4", "a janitor leaves a run that has the lock alone, and warns of it after two hours", "overdue", "ci_domain",
       "silent_janitor", "overdue_is_logged"},
      {"C5", "nothing of a run lies where another run writes", "per_run_state", "ci_domain", "shared_state",
       "state_isolation"},
      {"C6", "defect: a counter of the domain, made before the lock is taken, and removed at the end of a run",
       "per_run_state", "ci_domain", "shared_state", "state_isolation"},
      {"C6", "to make the counter under the lock is not enough", "per_run_state", "ci_domain",
       "shared_state_under_lock", "state_isolation"},
      {"C7", "after a run no file, process, descriptor or kernel lock is left", "build_once", "ci_domain",
       "leaked_descriptor", "no_leaked_state"},
      {"C8", "a run that is cancelled at any point tears down, and the next one proceeds", "cancel", "ci_domain",
       "crash_blocks", "progress"},
      {"C9",
       "undoing any one fix makes a scenario fail: here, that a child at work keeps the lock of its killed parent",
       "orphan", "ci_domain", "orphan_body", "mutual_exclusion"},
  };
}

}  // namespace lockproof::scenarios
