#include "engine/crew.h"

#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "tracee/time_stamps.h"
#include "tracee/tracee.h"

namespace lockproof::engine {
namespace {

void pin_to_cpu(int job) {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  const int count = CPU_COUNT(&allowed);
  int wanted = job % std::max(count, 1);
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &allowed) || wanted-- != 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

}  // namespace

// The first failure is the one that is reported.
void Crew::Board::fail(Failure what, const std::string& text) {
  Failure expected = Failure::no;
  if (failure.compare_exchange_strong(expected, what)) text.copy(message.data(), message.size() - 1);
  stop = true;
}

Crew::Crew(std::string program, int jobs) : program_(std::move(program)), jobs_(jobs), pid_(getpid()), board_(1) {}

void Crew::stop() {
  board_->stop = true;
}

bool Crew::is_stopping() const {
  return board_->stop;
}

Executor& Crew::executor() {
  if (!executor_) {
    tracee::start_watchdog();
    executor_ = std::make_unique<Executor>(program_);
  }
  return *executor_;
}

[[noreturn]] void Crew::be_worker(int job, const std::function<void(Executor&, int job)>& work) const {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != pid_) _exit(0);  // the campaign died before its death could be noticed
  try {
    pin_to_cpu(job);
    tracee::start_watchdog();
    tracee::forgo_time_stamps();
    Executor executor(program_);
    work(executor, job);
  } catch (const tracee::Refused& error) {
    board_->fail(Failure::refused, error.what());
  } catch (const Nondeterminism& error) {
    board_->fail(Failure::nondeterminism, error.what());
  } catch (const std::exception& error) {
    board_->fail(Failure::wrong, error.what());
  }
  _exit(0);
}

void Crew::wait_for(std::vector<pid_t> workers, const std::function<void()>& watch) const {
  while (!workers.empty()) {
    poll(nullptr, 0, workers.size() == 1 ? 20 : 50);
    watch();
    std::erase_if(workers, [&](pid_t worker) {
      int status = 0;
      if (waitpid(worker, &status, WNOHANG) != worker) return false;
      if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        board_->fail(Failure::wrong, fmt::format("a worker died (wait status {:#x})", status));
      return true;
    });
  }
}

void Crew::work(const std::function<void(Executor&, int job)>& work, const std::function<void()>& watch) {
  std::vector<pid_t> workers;
  for (int job = 0; job < jobs_; ++job) {
    const pid_t worker = fork();
    if (worker < 0) throw std::system_error(errno, std::system_category(), "forking a worker");
    if (worker == 0) be_worker(job, work);
    workers.push_back(worker);
  }
  wait_for(std::move(workers), watch);
  const std::string message = board_->message.data();
  switch (board_->failure) {
    case Failure::no:
      return;
    case Failure::refused:
      throw tracee::Refused(message);
    case Failure::nondeterminism:
      throw Nondeterminism(message);
    case Failure::wrong:
      throw std::logic_error(message);
  }
}

}  // namespace lockproof::engine
