#include "scenarios/promises/promises.h"

namespace lockproof::scenarios {

std::vector<Promise> git_pull_promises() {
  return {
      {"D1", "the owner is in the lock file before anybody can see it", "empty_lock_file", "o_excl", "empty_blocks",
       "progress"},
  };
}

}  // namespace lockproof::scenarios
