#include "scenarios/promises/promises.h"

namespace lockproof::scenarios {

std::vector<Promise> all_promises() {
  std::vector<Promise> all;
  for (const auto& promises :
       {image_builder_promises(), adaptor_repository_promises(), ci_domain_promises(), git_pull_promises()})
    all.insert(all.end(), promises.begin(), promises.end());
  return all;
}

}  // namespace lockproof::scenarios
