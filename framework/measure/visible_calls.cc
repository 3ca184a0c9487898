#include "measure/visible_calls.h"

#include "explore/random_walk.h"
#include "model/contention.h"
#include "scenarios/scenarios.h"

namespace lockproof::measure {

double count_visible_calls(engine::Executor& executor, const LockInfo& lock) {
  engine::Play play;
  play.scenario = &scenarios::nested_keys_scenario;
  play.lock = &lock;
  play.workers = 1;
  executor.prepare(play);
  explore::RandomWalk walk(1);
  if (executor.execute(walk, 0).verdict != model::Verdict::pass) return model::kNotMeasured;
  // Of the last acquisition and the last release: the first one makes the directory.
  int acquire_calls = 0;
  int release_calls = 0;
  int* counted = nullptr;
  for (const model::Event& event : executor.trace().events) {
    if (event.kind == model::Event::Kind::mark) {
      counted = event.text.starts_with("want")    ? &acquire_calls
                : event.text.starts_with("leave") ? &release_calls
                                                  : nullptr;
      if (counted != nullptr) *counted = 0;
    }
    if (counted != nullptr && event.kind == model::Event::Kind::operation) ++*counted;
  }
  return acquire_calls + release_calls;
}

}  // namespace lockproof::measure
