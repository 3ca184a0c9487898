#include "scenarios/promises/promises.h"

namespace lockproof::scenarios {

std::vector<Promise> adaptor_repository_promises() {
  return {

  };
}

}  // namespace lockproof::scenarios
