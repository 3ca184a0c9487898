// A hand-written trace for tests: two processes get in because one unlinks the lock file of the other.
#pragma once

#include <cstddef>
#include <string>

#include "model/trace.h"
#include "model/verdict.h"

namespace lockproof::reports {

// Appends events to a trace, each with a choice of its own, as the test says them.
class SampleTrace {
 public:
  SampleTrace& actor(std::string name, int pid, int parent = -1);
  SampleTrace& event(int actor, model::Event::Kind kind, std::string text = "");
  SampleTrace& operation(int actor, model::Operation operation);
  SampleTrace& blocked(int actor, model::Operation operation);
  SampleTrace& clock(std::int64_t time_ns);
  SampleTrace& kill(int actor);

  model::Trace trace;

 private:
  model::Event& add(int actor, model::Event::Kind kind, model::Choice::Kind choice = model::Choice::Kind::run);
};

model::Operation open_lock(std::string path, int result);
model::Operation flock_exclusive(int fd, std::string path);

// Ten or so events of every kind.
model::Trace sample_trace();
model::Violation sample_violation();  // in sample_trace()

}  // namespace lockproof::reports
