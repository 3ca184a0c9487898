#include "scenarios/promises/promises.h"

namespace lockproof::scenarios {

std::vector<Promise> git_pull_promises() {
  return {

  };
}

}  // namespace lockproof::scenarios
