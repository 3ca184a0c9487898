// A lock operation fails for another reason than contention. Whom it strikes may give up, with a clear error: nobody
// may take it for the lock, retry it for ever or leave anything behind.
#include <cerrno>

#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario errors_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "errors";
  scenario.summary = "as build_once; a call that makes or takes a lock fails: ENOLCK, EMFILE, EACCES, EIO, EINTR";
  scenario.workers = 2;
  scenario.oracles.push_back("errors_propagate");
  scenario.faults.injections = {{.filter = {.calls = "flock,fcntl", .path = "locks/*"}, .error = ENOLCK},
                                {.filter = {.calls = "open,openat", .path = "locks/*"}, .error = EMFILE},
                                {.filter = {.calls = "open,openat", .path = "locks/*"}, .error = EACCES},
                                {.filter = {.calls = "link,linkat,mkdir", .path = "locks/*"}, .error = EIO},
                                {.filter = {.calls = "flock,fcntl", .path = "locks/*"}, .error = EINTR}};
  scenario.bounds.progress_max = std::chrono::seconds(5);
  return scenario;
}();

}  // namespace lockproof::scenarios
