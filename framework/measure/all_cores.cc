#include "measure/all_cores.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "engine/shared_memory.h"
#include "measure/clock.h"
#include "measure/execution.h"
#include "tracee/time_stamps.h"
#include "tracee/tracee.h"

namespace lockproof::measure {
namespace {

using Clock = std::chrono::steady_clock;

const cpu_set_t& cpus_at_start() {
  static const cpu_set_t cpus = [] {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0)
      throw std::system_error(errno, std::system_category(), "sched_getaffinity");
    return set;
  }();
  return cpus;
}

struct Count {
  std::atomic<int> ready;
  std::atomic<bool> go;
  std::atomic<bool> stop;
  std::atomic<std::uint64_t> executions;
};

void count(Count& board, auto& execution) {
  execution();
  ++board.ready;
  while (!board.go) sched_yield();
  while (!board.stop) {
    execution();
    if (!board.stop) ++board.executions;
  }
}

[[noreturn]] void work(const engine::Play& play, tracee::Control control, int cpu, Count& board) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    tracee::start_watchdog();
    if (control == tracee::Control::full) tracee::forgo_time_stamps();
    pin_to(control == tracee::Control::full ? cpu : -1);
    if (control == tracee::Control::full) {
      Execution execution(play);
      count(board, execution);
    } else {
      FreeExecution execution(play);
      count(board, execution);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "lockproof_speed: {}\n", error.what());
    _exit(1);
  }
  _exit(0);
}

// The watchdog's signal may come while it waits.
bool has_failed(pid_t worker, int options) {
  int status = 0;
  pid_t reaped = 0;
  while ((reaped = waitpid(worker, &status, options)) < 0 && errno == EINTR) {
  }
  return reaped == worker && status != 0;
}

}  // namespace

int cpu_count() {
  return CPU_COUNT(&cpus_at_start());
}

void pin_to(int cpu) {
  cpu_set_t wanted = cpus_at_start();
  if (cpu >= 0) {
    CPU_ZERO(&wanted);
    int left = cpu % cpu_count();
    for (int candidate = 0; candidate < CPU_SETSIZE; ++candidate)
      if (CPU_ISSET(candidate, &cpus_at_start()) && left-- == 0) CPU_SET(candidate, &wanted);
  }
  if (sched_setaffinity(0, sizeof wanted, &wanted) != 0)
    throw std::system_error(errno, std::system_category(), "sched_setaffinity");
}

double executions_per_s(const engine::Play& play, tracee::Control control, int processes,
                        std::chrono::nanoseconds time) {
  engine::SharedMemory<Count> board;
  std::vector<pid_t> workers;
  for (int i = 0; i < processes; ++i) {
    const pid_t worker = fork();
    if (worker < 0) throw std::system_error(errno, std::system_category(), "fork");
    if (worker == 0) work(play, control, i, *board);
    workers.push_back(worker);
  }
  bool failed = false;
  const auto sleep = [](std::chrono::nanoseconds duration) { sleep_until(now_ns() + duration.count()); };
  while (board->ready < processes && !failed) {
    for (const pid_t worker : workers) failed = failed || has_failed(worker, WNOHANG);
    sleep(std::chrono::milliseconds(1));
  }
  const auto start = Clock::now();
  board->go = true;
  sleep(time);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const auto executions = static_cast<double>(board->executions);
  board->stop = true;
  for (const pid_t worker : workers) failed = has_failed(worker, 0) || failed;
  if (failed) throw std::runtime_error("an execution failed");
  return executions / seconds;
}

}  // namespace lockproof::measure
