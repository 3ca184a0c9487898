// A stop of a tracee and nothing else: what ptrace(2) alone costs, without a world.
#pragma once

#include "engine/play.h"
#include "measure/execution.h"
#include "measure/plays.h"
#include "measure/stopwatch.h"

namespace lockproof::measure {

// Times bare_steps of them: resume, and wait for the next call that the filter stops.
inline void time_bare_stops(Stopwatch& watch) {
  tracee::Stage stage(speed_stage_program(), {"__stage"});
  const tracee::Tracee tracee = stage.play(engine::to_text(bare_calls()), 1).front().tracee;
  tracee.resume();
  tracee.wait();
  for (int i = 1; i < bare_steps; ++i)
    watch.time([&] {
      tracee.resume();
      if (tracee.wait().kind != tracee::Stop::Kind::call) throw std::logic_error("a bare stop is no call");
    });
}

}  // namespace lockproof::measure
