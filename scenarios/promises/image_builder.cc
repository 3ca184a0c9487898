#include "scenarios/promises/promises.h"

namespace lockproof::scenarios {

std::vector<Promise> image_builder_promises() {
  return {
      {"A2", "acquire, look again, build only if it is still missing, release", "build_once", "flock", "no_recheck",
       "single_build"},
      {"A5", "of N processes that want one image exactly one builds it", "build_once", "flock", "no_op",
       "mutual_exclusion"},
  };
}

}  // namespace lockproof::scenarios
