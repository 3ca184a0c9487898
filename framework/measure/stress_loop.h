// The stress loop that people write today: the same actors again and again, with nobody in control, until a test that
// sees no system calls notices something.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/play.h"
#include "explore/split_mix.h"
#include "measure/stress_board.h"
#include "tracee/stage.h"

namespace lockproof::measure {

enum class Stress : std::uint8_t {
  plain,   // as fast as it goes
  sleeps,  // with random sleeps at the start of each actor and at its marks
  strace,  // slowed by strace -f, which delays some system calls, others each time it is started
};
std::string_view to_string(Stress stress);

struct StressRun {
  std::uint64_t executions = 0;
  double seconds = 0;   // of wall time, at its end or up to what it found
  std::string found{};  // what; empty: nothing
};

// Why such a loop cannot try, or cannot see, what the mutant does wrong; empty if it can. `undisturbed_ns`: how long
// the actors take, in their own time, when no fault strikes.
std::string beyond_stress(const engine::Play& mutant, std::int64_t undisturbed_ns, std::chrono::nanoseconds patience);

// Where strace(1) is; empty if it is not there.
std::string find_strace();

class StressLoop {
 public:
  struct Options {
    std::string stage{};                  // path of strategies_stage
    std::chrono::nanoseconds patience{};  // who is not done by then hangs
    std::uint64_t seed = 0;
  };
  StressLoop(Stress stress, Options options);

  // Until something is found, or `longest` is over. Throws tracee::Refused.
  StressRun run(const engine::Play& play, std::chrono::nanoseconds longest);

 private:
  void start_stage();
  std::string execute(const engine::Play& play);

  Stress stress_;
  Options options_;
  std::string board_file_;
  StressBoard* board_;
  explore::SplitMix random_;
  std::unique_ptr<tracee::Stage> stage_;
  std::uint64_t executions_of_stage_ = 0;
  std::int64_t typical_ns_ = 0;  // of one execution
};

}  // namespace lockproof::measure
