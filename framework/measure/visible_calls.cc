#include "measure/visible_calls.h"

#include "explore/random_walk.h"
#include "model/contention.h"
#include "scenarios/scenarios.h"

namespace lockproof::measure {

double count_visible_calls(engine::Executor& executor, const LockInfo& lock) {
  engine::Play play;
  play.scenario = &scenarios::build_once_scenario;
  play.lock = &lock;
  play.workers = 1;
  executor.prepare(play);
  explore::RandomWalk walk(1);
  if (executor.execute(walk, 0).verdict != model::Verdict::pass) return model::kNotMeasured;
  int calls = 0;
  bool is_at_the_lock = false;
  for (const model::Event& event : executor.trace().events) {
    if (event.kind == model::Event::Kind::mark)
      is_at_the_lock = event.text.starts_with("want") || event.text.starts_with("leave");
    calls += is_at_the_lock && event.kind == model::Event::Kind::operation ? 1 : 0;
  }
  return calls;
}

}  // namespace lockproof::measure
