#include "engine/campaign.h"

#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <span>
#include <system_error>

#include "engine/proof.h"
#include "explore/exhaustive.h"
#include "explore/replay.h"
#include "oracle/orphaned_body.h"
#include "tracee/tracee.h"

namespace lockproof::engine {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// What workers tell the campaign about one execution.
struct Entry {
  std::uint64_t digest;
  std::int64_t virtual_ns;
  std::uint32_t steps;
  std::uint8_t done;
  std::uint8_t inconclusive;
  std::uint8_t orphaned;
  std::uint8_t given_up;
};

constexpr std::uint64_t kNone = ~std::uint64_t{0};

// What they share about one play.
struct PlayRecord {
  std::atomic<std::uint64_t> first_violation;  // lowest execution number with one
  std::atomic<std::uint64_t> done;
  std::atomic<std::int64_t> wall_ns;  // summed over workers
  std::array<char, 200> unmodelled;   // a reason, if any
  std::atomic<bool> taken;            // by the worker that searches it exhaustively
  std::atomic<bool> complete;         // that search is over
  std::uint64_t began_at;             // with this execution
  std::array<char, 200> voided;       // why it proves nothing; empty: it does
  std::uint32_t steps;                // of its violation: how much of `schedules_` is used
};

enum class Failure : std::int32_t { no, refused, nondeterminism, wrong };

struct Board {
  std::atomic<bool> stop;
  std::atomic<std::size_t> play;  // the furthest that a worker has reached
  std::atomic<Failure> failure;
  std::array<char, 2000> message;
};

// Anonymous shared memory for workers, which are forked.
template <typename T>
class Shared {
 public:
  explicit Shared(std::size_t count) : count_(count) {
    void* memory = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::system_error(errno, std::system_category(), "memory for the campaign");
    items_ = static_cast<T*>(memory);
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  ~Shared() { munmap(items_, bytes()); }
  std::span<T> items() const { return {items_, count_}; }

 private:
  std::size_t bytes() const { return std::max<std::size_t>(count_ * sizeof(T), 1); }
  std::size_t count_;
  T* items_ = nullptr;
};

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

// Makes the profile runs that come before execution `next`, which teach the strategy and count for nothing: who makes
// execution i has always learnt the same, so that i depends on the seed alone, with any number of jobs.
void learn(Executor& executor, explore::Strategy& strategy, std::uint64_t next) {
  for (std::uint64_t number = 0; number < std::min(next, strategy.profile_runs()); ++number)
    executor.execute(strategy, number);
}

class Campaign {
 public:
  explicit Campaign(const CampaignPlan& plan)
      : plan_(plan),
        board_(1),
        records_(plan.plays.size()),
        entries_(plan.plays.size() * plan.executions),
        schedules_(plan.strategy.is_exhaustive() ? plan.plays.size() * steps_max() : 0) {
    for (PlayRecord& record : records_.items()) record.first_violation = kNone;
  }
  std::vector<model::Result> run(const std::function<void(const Progress&)>& progress);

 private:
  [[noreturn]] void work(int job);
  void work_on(Executor& executor, std::size_t play, int job);
  void search(Executor& executor, std::size_t play);
  void note(std::size_t play, std::uint64_t number, const Outcome& outcome, const model::Trace& trace) const;
  std::size_t steps_max() const;
  std::span<model::Choice> schedule(std::size_t play) const {
    return schedules_.items().subspan(play * steps_max(), records_.items()[play].steps);
  }
  std::vector<model::Choice> found_schedule(std::size_t play, std::uint64_t number);
  void wait_for(std::vector<pid_t> workers, const std::function<void(const Progress&)>& progress);
  void report(const std::function<void(const Progress&)>& progress) const;
  model::Result result(std::size_t play);
  void explain_violation(std::size_t play, std::uint64_t number, model::Result& result);
  Executor& executor();
  Board& board() const { return board_.items()[0]; }
  std::span<Entry> entries(std::size_t play) const {
    return entries_.items().subspan(play * plan_.executions, plan_.executions);
  }

  const CampaignPlan& plan_;
  const pid_t campaign_pid_ = getpid();
  Shared<Board> board_;
  Shared<PlayRecord> records_;
  Shared<Entry> entries_;
  Shared<model::Choice> schedules_;     // of violations that an exhaustive search found
  std::unique_ptr<Executor> executor_;  // of this process, for findings
};

std::size_t Campaign::steps_max() const {
  std::size_t most = 0;
  for (const Play& play : plan_.plays) most = std::max<std::size_t>(most, play.scenario->bounds.steps_max);
  return most;
}

void Campaign::note(std::size_t play, std::uint64_t number, const Outcome& outcome, const model::Trace& trace) const {
  PlayRecord& record = records_.items()[play];
  entries(play)[number] = {.digest = outcome.digest,
                           .virtual_ns = trace.time_ns,
                           .steps = static_cast<std::uint32_t>(trace.schedule.size()),
                           .done = 1,
                           .inconclusive = outcome.verdict == model::Verdict::inconclusive,
                           .orphaned = oracle::orphaned_body(trace).has_value(),
                           .given_up = outcome.given_up};
  if (outcome.verdict == model::Verdict::inconclusive)
    trace.unmodelled.front().copy(record.unmodelled.data(), record.unmodelled.size() - 1);
  ++record.done;
}

// All executions of the play, one after the other: each follows from those before it.
void Campaign::search(Executor& executor, std::size_t play) {
  PlayRecord& record = records_.items()[play];
  if (record.taken.exchange(true)) return;
  const auto start = Clock::now();
  explore::Exhaustive search(limits_of(plan_.plays[play]));
  executor.prepare(plan_.plays[play]);
  for (std::uint64_t number = 0; number < plan_.executions && !search.is_complete() && !board().stop; ++number) {
    const Outcome outcome = executor.execute(search, number);
    const model::Trace& trace = executor.trace();
    note(play, number, outcome, trace);
    if (outcome.violation) {
      record.steps = static_cast<std::uint32_t>(trace.schedule.size());
      std::ranges::copy(trace.schedule, schedule(play).begin());
      record.first_violation = number;
      break;
    }
    if (const std::string reason = reason_to_doubt(trace); !reason.empty())
      reason.copy(record.voided.data(), record.voided.size() - 1);
    if (plan_.confirm_every == 0 || number % plan_.confirm_every != 0 || outcome.given_up) continue;
    explore::Replay replay(trace.schedule, explore::Replay::Mode::strict);
    executor.confirm(replay, number);
  }
  record.complete = search.is_complete();
  record.began_at = search.began_at();
  record.wall_ns += std::chrono::nanoseconds(Clock::now() - start).count();
}

void Campaign::work_on(Executor& executor, std::size_t play, int job) {
  const auto start = Clock::now();
  PlayRecord& record = records_.items()[play];
  const auto strategy = plan_.strategy.make(plan_.seed);
  executor.prepare(plan_.plays[play]);
  learn(executor, *strategy, static_cast<std::uint64_t>(job));
  for (auto number = static_cast<std::uint64_t>(job); number < plan_.executions;
       number += static_cast<std::uint64_t>(plan_.jobs)) {
    if (board().stop || number > record.first_violation) break;
    const Outcome outcome = executor.execute(*strategy, number);
    note(play, number, outcome, executor.trace());
    if (outcome.violation) {
      std::uint64_t lowest = record.first_violation;
      while (number < lowest && !record.first_violation.compare_exchange_weak(lowest, number)) {
      }
    }
    if (plan_.confirm_every != 0 && number % plan_.confirm_every == 0) executor.confirm(*strategy, number);
  }
  record.wall_ns += std::chrono::nanoseconds(Clock::now() - start).count();
}

[[noreturn]] void Campaign::work(int job) {
  const auto fail = [&](Failure failure, const char* message) {
    Failure expected = Failure::no;
    if (board().failure.compare_exchange_strong(expected, failure))
      std::strncpy(board().message.data(), message, board().message.size() - 1);
    board().stop = true;
  };
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != campaign_pid_) _exit(0);  // the campaign died before its death could be noticed
  try {
    pin_to_cpu(job);
    tracee::start_watchdog();
    Executor executor(plan_.program);
    for (std::size_t play = 0; play < plan_.plays.size() && !board().stop; ++play) {
      std::size_t reached = board().play;
      while (reached < play && !board().play.compare_exchange_weak(reached, play)) {
      }
      if (plan_.strategy.is_exhaustive())
        search(executor, play);
      else
        work_on(executor, play, job);
    }
  } catch (const tracee::Refused& error) {
    fail(Failure::refused, error.what());
  } catch (const Nondeterminism& error) {
    fail(Failure::nondeterminism, error.what());
  } catch (const std::exception& error) {
    fail(Failure::wrong, error.what());
  }
  _exit(0);
}

void Campaign::report(const std::function<void(const Progress&)>& progress) const {
  // How many executions an exhaustive search needs, nobody knows before it is over.
  const std::uint64_t planned = plan_.strategy.is_exhaustive() ? 0 : plan_.plays.size() * plan_.executions;
  Progress now{.play = board().play, .executions_planned = planned};
  for (const PlayRecord& record : records_.items()) now.executions_done += record.done;
  progress(now);
}

void Campaign::wait_for(std::vector<pid_t> workers, const std::function<void(const Progress&)>& progress) {
  const auto start = Clock::now();
  while (!workers.empty()) {
    poll(nullptr, 0, workers.size() == 1 ? 20 : 50);
    if (plan_.seconds_max && seconds_since(start) > *plan_.seconds_max) board().stop = true;
    report(progress);
    std::erase_if(workers, [&](pid_t worker) {
      int status = 0;
      if (waitpid(worker, &status, WNOHANG) != worker) return false;
      if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        Failure expected = Failure::no;
        if (board().failure.compare_exchange_strong(expected, Failure::wrong))
          fmt::format_to_n(board().message.data(), board().message.size() - 1, "a worker died (wait status {:#x})",
                           status);
        board().stop = true;
      }
      return true;
    });
  }
}

Executor& Campaign::executor() {
  if (!executor_) {
    tracee::start_watchdog();
    executor_ = std::make_unique<Executor>(plan_.program);
  }
  return *executor_;
}

std::vector<model::Choice> Campaign::found_schedule(std::size_t play, std::uint64_t number) {
  if (plan_.strategy.is_exhaustive()) return {schedule(play).begin(), schedule(play).end()};
  const auto strategy = plan_.strategy.make(plan_.seed);
  learn(executor(), *strategy, number);
  executor().execute(*strategy, number);
  return executor().trace().schedule;
}

void Campaign::explain_violation(std::size_t play, std::uint64_t number, model::Result& result) {
  executor().prepare(plan_.plays[play]);
  const std::vector<model::Choice> choices = found_schedule(play, number);
  explore::Replay replay(choices, explore::Replay::Mode::strict);
  const Outcome found = executor().execute(replay, 0);
  for (int again = 0; again < 2; ++again) {
    const Outcome outcome = executor().execute(replay, 0);
    if (outcome.digest != entries(play)[number].digest || outcome.violation != found.violation)
      throw Nondeterminism(fmt::format("lock {}, scenario {}: the finding of execution {} cannot be replayed",
                                       result.lock, result.scenario, number));
  }
  if (!found.violation) throw Nondeterminism("a violation was found once and not again");
  result.verdict = model::Verdict::violation;
  result.oracle = found.violation->oracle;
  result.message = found.violation->message;
  result.steps = static_cast<std::uint32_t>(choices.size());
  result.token = model::to_token(schedule_of(plan_.plays[play], choices, found.digest));
  const LockInfo* lock = plan_.plays[play].lock;
  result.expected = result.outside_contract || (lock != nullptr && lock->caught_by == result.oracle);
}

model::Result Campaign::result(std::size_t play) {
  const Play& played = plan_.plays[play];
  const PlayRecord& record = records_.items()[play];
  model::Result result;
  result.lock = played.lock_name();
  result.scenario = played.scenario->name;
  result.strategy = plan_.strategy.name();
  result.workers = static_cast<std::uint32_t>(played.workers);
  result.outside_contract = is_outside_contract(played);
  result.seconds = static_cast<double>(record.wall_ns) / 1e9;
  bool inconclusive = false;
  std::uint64_t orphaned = 0;
  std::uint64_t given_up = 0;
  for (const Entry& entry : entries(play)) {
    if (entry.done == 0) break;  // stopped: what comes after is not contiguous
    ++result.executions;
    result.steps = entry.steps;
    result.virtual_seconds += static_cast<double>(entry.virtual_ns) / 1e9;
    result.trace_digest = model::combine(result.trace_digest, entry.digest);
    inconclusive |= entry.inconclusive != 0;
    orphaned += entry.orphaned;
    given_up += entry.given_up != 0 || result.executions <= record.began_at ? 1 : 0;
    if (result.executions - 1 == record.first_violation) break;
  }
  if (result.executions == 0) {
    result.skipped = "no time was left";
  } else if (record.first_violation < result.executions) {
    explain_violation(play, record.first_violation, result);
  } else if (inconclusive) {
    result.verdict = model::Verdict::inconclusive;
    result.message = fmt::format("lockproof does not model what an actor used: {}", record.unmodelled.data());
  } else if (plan_.strategy.is_exhaustive()) {
    result.executions -= given_up;
    conclude({.complete = record.complete, .given_up = given_up, .doubt = record.voided.data()}, played, result);
  } else if (orphaned > 0) {
    result.message = fmt::format(
        "in {} executions the wrapper was killed and its body lived on inside the critical section; nobody else came "
        "in meanwhile",
        orphaned);
  }
  return result;
}

std::vector<model::Result> Campaign::run(const std::function<void(const Progress&)>& progress) {
  std::vector<pid_t> workers;
  for (int job = 0; job < plan_.jobs; ++job) {
    const pid_t worker = fork();
    if (worker < 0) throw std::system_error(errno, std::system_category(), "forking a worker");
    if (worker == 0) work(job);
    workers.push_back(worker);
  }
  wait_for(std::move(workers), progress);
  const std::string message = board().message.data();
  switch (board().failure) {
    case Failure::no:
      break;
    case Failure::refused:
      throw tracee::Refused(message);
    case Failure::nondeterminism:
      throw Nondeterminism(message);
    case Failure::wrong:
      throw std::logic_error(message);
  }
  std::vector<model::Result> results;
  for (std::size_t play = 0; play < plan_.plays.size(); ++play) results.push_back(result(play));
  return results;
}

}  // namespace

std::vector<model::Result> run_campaign(const CampaignPlan& plan,
                                        const std::function<void(const Progress&)>& progress) {
  return Campaign(plan).run(progress);
}

}  // namespace lockproof::engine
