#include "measure/stress_loop.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <sstream>
#include <system_error>
#include <vector>

#include "measure/stress_trace.h"
#include "measure/stressed_program.h"
#include "oracle/oracle.h"

namespace lockproof::measure {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kTypicalNs = 2'000'000;  // of an execution, before one was made
constexpr std::int64_t kSleepNsMax = 2'000'000;
constexpr std::uint64_t kExecutionsOfStrace = 20;  // until it delays other calls
constexpr std::int64_t kStraceDelayUsMax = 2000;

// What a test can tell by marks, log lines, exit statuses, left files and a time-out. The other oracles look at system
// calls, or at a clock that moves only when all wait.
constexpr std::array<std::string_view, 9> kVisible{"complete_artefact", "deadlock",          "denied_lock_is_logged",
                                                   "exit_status",       "lock_loss_is_told", "mutual_exclusion",
                                                   "no_leaked_state",   "no_stale_write",    "single_build"};

bool is_visible(std::string_view oracle) {
  return oracle == "progress" || std::ranges::find(kVisible, oracle) != kVisible.end();
}

// strace(1): at which calls of each process to wait before they are made, and for how long.
std::string random_delay(explore::SplitMix& random, std::string_view calls) {
  return fmt::format("inject={}:delay_enter={}:when={}+{}", calls, 1 + random.below(kStraceDelayUsMax),
                     1 + random.below(8), 1 + random.below(8));
}

// Memory that others can map by this name for as long as this process lives.
std::string new_board_file() {
  const int fd = memfd_create("board", MFD_CLOEXEC);
  if (fd < 0 || ftruncate(fd, sizeof(StressBoard)) != 0)
    throw std::system_error(errno, std::system_category(), "memfd_create");
  return fmt::format("/proc/{}/fd/{}", getpid(), fd);
}

}  // namespace

std::string_view to_string(Stress stress) {
  switch (stress) {
    case Stress::plain:
      return "stress";
    case Stress::sleeps:
      return "stress+sleeps";
    case Stress::strace:
      return "stress+strace";
  }
  return "";
}

std::string find_strace() {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');)
    if (std::string file = folder + "/strace"; access(file.c_str(), X_OK) == 0) return file;
  return "";
}

std::string beyond_stress(const engine::Play& mutant, std::int64_t undisturbed_ns, std::chrono::nanoseconds patience) {
  const FaultBudget& faults = mutant.faults;
  Conditions world = mutant.conditions;
  world.planted.clear();
  if (!is_visible(mutant.lock->caught_by)) return fmt::format("only system calls show it ({})", mutant.lock->caught_by);
  if (!faults.injections.empty()) return "system calls must go wrong";
  if (!faults.pid_reuses.empty()) return "a PID must be given again";
  if (!faults.lock_losses.empty()) return "the kernel must lose a lock";
  if (!faults.clock_steps.empty()) return "a clock must jump";
  if (!(world == Conditions{})) return "the machine must be another one (users, containers, clocks, file system)";
  std::chrono::nanoseconds needed{undisturbed_ns};
  for (const PauseFault& pause : faults.pauses) needed += pause.duration * pause.count;
  if (!faults.kills.empty()) needed += mutant.lock->contract.recovery_max;
  if (needed > patience / 2)
    return fmt::format("it takes {:.0f} s of real time", static_cast<double>(needed.count()) / 1e9);
  return "";
}

StressLoop::StressLoop(Stress stress, Options options)
    : stress_(stress),
      options_(std::move(options)),
      board_file_(new_board_file()),
      board_(&map_board(board_file_)),
      random_(options_.seed) {
  board_->patience_ns = options_.patience.count();
  board_->sleep_ns_max = stress == Stress::sleeps ? kSleepNsMax : 0;
}

void StressLoop::start_stage() {
  stage_.reset();
  executions_of_stage_ = 0;
  if (stress_ != Stress::strace) {
    stage_ = std::make_unique<tracee::Stage>(options_.stage, std::vector<std::string>{"__stage", board_file_},
                                             tracee::Control::none);
    return;
  }
  std::vector<std::string> words{"-f", "-qq", "-o", "/dev/null"};
  for (const std::string_view calls : {"openat,unlink,rename,link,mkdir,rmdir", "flock,fcntl", "read,write,close"}) {
    words.emplace_back("-e");
    words.push_back(random_delay(random_, calls));
  }
  words.insert(words.end(), {options_.stage, "__stage", board_file_});
  stage_ = std::make_unique<tracee::Stage>(find_strace(), words, tracee::Control::none);
}

// What was found; empty: nothing.
std::string StressLoop::execute(const engine::Play& play) {
  if (stage_ == nullptr || (stress_ == Stress::strace && executions_of_stage_ == kExecutionsOfStrace)) start_stage();
  ++executions_of_stage_;
  board_->seed = random_.next();
  board_->horizon_ns = typical_ns_ * 3 / 2;
  board_->running = static_cast<std::uint32_t>(play.workers);
  const auto start = Clock::now();
  stage_->play_freely(engine::to_text(play), play.workers + 1);
  if (board_->hung) return "it hangs";
  typical_ns_ = (3 * typical_ns_ + (Clock::now() - start).count()) / 4;
  std::vector<std::string_view> oracles;
  std::ranges::copy_if(play.scenario->oracles, std::back_inserter(oracles),
                       [](std::string_view name) { return std::ranges::find(kVisible, name) != kVisible.end(); });
  const auto violation =
      oracle::judge(stress_trace(*board_, play.workers, stage_->world()), engine::rules_of(play), oracles);
  return violation ? fmt::format("{}: {}", violation->oracle, violation->message) : "";
}

StressRun StressLoop::run(const engine::Play& play, std::chrono::nanoseconds longest) {
  typical_ns_ = kTypicalNs;
  StressRun run;
  const auto start = Clock::now();
  do {
    run.found = execute(play);
    ++run.executions;
  } while (run.found.empty() && Clock::now() - start < longest);
  run.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return run;
}

}  // namespace lockproof::measure
