// What four systems promise of their locks, row by row: the image builder (A), the adaptor repository (B), the CI
// harness (C) and the git pull (D). Each promise is shown by a scenario that passes on a lock that keeps it and in
// which a lock that breaks it is caught.
#pragma once

#include <string_view>
#include <vector>

namespace lockproof::scenarios {

struct Promise {
  std::string_view row;        // "A5"
  std::string_view text;       // what is promised, or which defect is shown; one line
  std::string_view scenario;   // by name, as are the locks
  std::string_view kept_by;    // passes there
  std::string_view broken_by;  // is caught there: a mutant by its oracle, another lock outside of its contract
  std::string_view oracle;     // that catches it
};

// In order of rows.
std::vector<Promise> all_promises();

// Of each system.
std::vector<Promise> image_builder_promises();
std::vector<Promise> adaptor_repository_promises();
std::vector<Promise> ci_domain_promises();
std::vector<Promise> git_pull_promises();

}  // namespace lockproof::scenarios
