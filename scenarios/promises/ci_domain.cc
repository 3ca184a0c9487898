#include "scenarios/promises/promises.h"

namespace lockproof::scenarios {

std::vector<Promise> ci_domain_promises() {
  return {

  };
}

}  // namespace lockproof::scenarios
