// A file server makes the lock, but its answer is lost: the call is sent again, and finds what it has made itself.
#include <cerrno>

#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario lost_reply_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "lost_reply";
  scenario.summary = "as build_once; a link or mkdir at the lock path is done, but returns EEXIST";
  scenario.workers = 2;
  scenario.faults.injections = {{.filter = {.calls = "link,linkat,mkdir,mkdirat", .path = "locks/*"},
                                 .how = Injection::How::lose_reply,
                                 .error = EEXIST}};
  scenario.bounds.progress_max = std::chrono::seconds(5);
  return scenario;
}();

}  // namespace lockproof::scenarios
