#include "engine/campaign.h"

#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xxhash.h>

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
#include <unordered_set>

#include "engine/journal.h"
#include "engine/merge.h"
#include "engine/proof.h"
#include "engine/shard.h"
#include "engine/shared_memory.h"
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

constexpr std::uint64_t kNone = ~std::uint64_t{0};
constexpr double kSyncEverySeconds = 1;  // a power cut costs no more than that

// What workers share about one play. Executions are counted from the first one of the shard.
struct PlayRecord {
  std::atomic<std::uint64_t> next;             // the first one that no worker has taken yet
  std::atomic<std::uint64_t> first_violation;  // the lowest one with one
  std::atomic<std::uint64_t> done;
  std::atomic<std::int64_t> wall_ns;  // summed over workers

  // Of an exhaustive search, which one worker makes.
  std::atomic<bool> taken;
  std::atomic<bool> complete;        // it is over
  std::uint64_t began_at;            // with this execution
  std::uint32_t steps;               // of its violation: how much of `schedules_` is used
  std::array<char, 200> unmodelled;  // a reason, if any
  std::array<char, 200> voided;      // why it proves nothing; empty: it does
};

enum class Failure : std::int32_t { no, refused, nondeterminism, wrong };

struct Board {
  std::atomic<bool> stop;
  std::atomic<std::size_t> play;  // the first one that no worker has begun
  std::atomic<Failure> failure;
  std::array<char, 2000> message;
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

// A strategy of one play, which makes its profile runs before anything that they could steer. They count for nothing:
// who makes execution i has always learnt the same, so that i depends on the seed alone, with any number of jobs.
class Learner {
 public:
  Learner(Executor& executor, const CampaignPlan& plan, std::size_t play)
      : executor_(executor), strategy_(plan.strategy.make(plan.seed)) {
    executor_.prepare(plan.plays[play]);
  }

  Outcome execute(std::uint64_t number) {
    for (; learnt_ < std::min(number, strategy_->profile_runs()); ++learnt_) executor_.execute(*strategy_, learnt_);
    return executor_.execute(*strategy_, number);
  }
  void confirm(std::uint64_t number) { executor_.confirm(*strategy_, number); }

 private:
  Executor& executor_;
  std::unique_ptr<explore::Strategy> strategy_;
  std::uint64_t learnt_ = 0;
};

class Campaign {
 public:
  explicit Campaign(const CampaignPlan& plan)
      : plan_(plan),
        share_(share_of(plan.executions, plan.shard)),
        board_(1),
        records_(plan.plays.size()),
        entries_(plan.plays.size() * share_.count),
        schedules_(plan.strategy.is_exhaustive() ? plan.plays.size() * steps_max() : 0) {
    for (PlayRecord& record : records_.items()) record.first_violation = kNone;
    if (!plan.journal.empty()) resume();
  }
  std::vector<model::Result> run(const std::function<void(const Progress&)>& progress);

 private:
  void resume();
  void enter(std::size_t play, std::uint64_t index, const Entry& entry);
  [[noreturn]] void work(int job);
  void work_on(Executor& executor, std::size_t play);
  void search(Executor& executor, std::size_t play);
  std::size_t steps_max() const;
  std::span<model::Choice> schedule(std::size_t play) const {
    return schedules_.items().subspan(play * steps_max(), records_.items()[play].steps);
  }
  std::vector<model::Choice> found_schedule(std::size_t play, std::uint64_t index);
  void wait_for(std::vector<pid_t> workers, const std::function<void(const Progress&)>& progress);
  void report(const std::function<void(const Progress&)>& progress) const;
  model::Result result(std::size_t play);
  void explain_violation(std::size_t play, std::uint64_t index, model::Result& result);
  std::string unmodelled(std::size_t play, std::uint64_t index);
  Executor& executor();
  Board& board() const { return board_.items()[0]; }
  std::span<Entry> entries(std::size_t play) const {
    return entries_.items().subspan(play * share_.count, share_.count);
  }

  const CampaignPlan& plan_;
  const Share share_;
  const pid_t campaign_pid_ = getpid();
  SharedMemory<Board> board_;
  SharedMemory<PlayRecord> records_;
  SharedMemory<Entry> entries_;
  SharedMemory<model::Choice> schedules_;  // of violations that an exhaustive search found
  std::optional<Journal> journal_;
  std::unique_ptr<Executor> executor_;  // of this process, for findings
};

Entry entry_of(const Outcome& outcome, const model::Trace& trace, const model::Discernment& discernment) {
  return {.digest = outcome.digest,
          .class_digest = outcome.given_up ? 0 : model::class_digest(trace, discernment),
          .virtual_ns = trace.time_ns,
          .steps = static_cast<std::uint32_t>(trace.schedule.size()),
          .done = true,
          .violation = outcome.violation.has_value(),
          .inconclusive = outcome.verdict == model::Verdict::inconclusive,
          .orphaned = oracle::orphaned_body(trace).has_value(),
          .spared = outcome.spared,
          .given_up = outcome.given_up};
}

void Campaign::resume() {
  journal_.emplace(plan_.journal, identity(plan_), plan_.shard);
  for (const Journal::Line& line : journal_->found())
    if (line.play < plan_.plays.size() && line.number - share_.first < share_.count)
      enter(line.play, line.number - share_.first, line.entry);
}

void Campaign::enter(std::size_t play, std::uint64_t index, const Entry& entry) {
  PlayRecord& record = records_.items()[play];
  Entry& place = entries(play)[index];
  if (!place.done) ++record.done;
  place = entry;
  std::uint64_t lowest = record.first_violation;
  while (entry.violation && index < lowest && !record.first_violation.compare_exchange_weak(lowest, index)) {
  }
}

std::size_t Campaign::steps_max() const {
  std::size_t most = 0;
  for (const Play& play : plan_.plays) most = std::max<std::size_t>(most, play.scenario->bounds.steps_max);
  return most;
}

// All executions of the play, one after the other: each follows from those before it.
void Campaign::search(Executor& executor, std::size_t play) {
  PlayRecord& record = records_.items()[play];
  if (record.taken.exchange(true)) return;
  const auto start = Clock::now();
  const model::Discernment discernment = discernment_of(plan_.plays[play]);
  explore::Exhaustive search(discernment);
  executor.prepare(plan_.plays[play]);
  for (std::uint64_t number = 0; number < share_.count && !search.is_complete() && !board().stop; ++number) {
    const Outcome outcome = executor.execute(search, number);
    const model::Trace& trace = executor.trace();
    const Entry entry = entry_of(outcome, trace, discernment);
    if (entry.inconclusive) trace.unmodelled.front().copy(record.unmodelled.data(), record.unmodelled.size() - 1);
    enter(play, number, entry);
    if (outcome.violation) {
      record.steps = static_cast<std::uint32_t>(trace.schedule.size());
      std::ranges::copy(trace.schedule, schedule(play).begin());
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

// Each worker takes the next execution that nobody has taken: executions differ in length, and those of one strategy
// in a portfolio are longer than those of another.
void Campaign::work_on(Executor& executor, std::size_t play) {
  PlayRecord& record = records_.items()[play];
  if (board().stop || record.next >= share_.count || record.next > record.first_violation) return;
  const auto start = Clock::now();
  Learner learner(executor, plan_, play);
  const model::Discernment discernment = discernment_of(plan_.plays[play]);
  for (std::uint64_t index = record.next++; index < share_.count; index = record.next++) {
    if (board().stop || index > record.first_violation) break;
    if (entries(play)[index].done) continue;
    const std::uint64_t number = share_.first + index;
    const Outcome outcome = learner.execute(number);
    const Entry entry = entry_of(outcome, executor.trace(), discernment);
    enter(play, index, entry);
    if (plan_.confirm_every != 0 && number % plan_.confirm_every == 0) learner.confirm(number);
    if (journal_) journal_->append({.play = play, .number = number, .entry = entry});
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
    // First plays that nobody has begun, for a worker that begins one also prepares for it; then what others left over.
    const auto turn_to = plan_.strategy.is_exhaustive() ? &Campaign::search : &Campaign::work_on;
    for (std::size_t play = board().play++; play < plan_.plays.size(); play = board().play++)
      (this->*turn_to)(executor, play);
    for (std::size_t play = 0; play < plan_.plays.size(); ++play) (this->*turn_to)(executor, play);
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
  const std::uint64_t planned = plan_.strategy.is_exhaustive() ? 0 : plan_.plays.size() * share_.count;
  Progress now{.play = std::clamp<std::size_t>(board().play, 1, plan_.plays.size()) - 1, .executions_planned = planned};
  for (const PlayRecord& record : records_.items()) now.executions_done += record.done;
  progress(now);
}

void Campaign::wait_for(std::vector<pid_t> workers, const std::function<void(const Progress&)>& progress) {
  const auto start = Clock::now();
  double synced_s = 0;
  while (!workers.empty()) {
    poll(nullptr, 0, workers.size() == 1 ? 20 : 50);
    if (plan_.seconds_max && seconds_since(start) > *plan_.seconds_max) board().stop = true;
    report(progress);
    if (journal_ && seconds_since(start) > synced_s + kSyncEverySeconds) {
      journal_->sync();
      synced_s = seconds_since(start);
    }
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

// With the executor ready to replay it.
std::vector<model::Choice> Campaign::found_schedule(std::size_t play, std::uint64_t index) {
  if (plan_.strategy.is_exhaustive()) {
    executor().prepare(plan_.plays[play]);
    return {schedule(play).begin(), schedule(play).end()};
  }
  Learner(executor(), plan_, play).execute(share_.first + index);
  return executor().trace().schedule;
}

void Campaign::explain_violation(std::size_t play, std::uint64_t index, model::Result& result) {
  const std::vector<model::Choice> choices = found_schedule(play, index);
  explore::Replay replay(choices, explore::Replay::Mode::strict);
  const Outcome found = executor().execute(replay, 0);
  const Outcome again = executor().execute(replay, 0);
  const bool is_equal = again.digest == found.digest && again.violation == found.violation;
  if (!is_equal || found.digest != entries(play)[index].digest)
    throw Nondeterminism(fmt::format("lock {}, scenario {}: the finding of execution {} cannot be replayed",
                                     result.lock, result.scenario, share_.first + index));
  if (!found.violation) throw Nondeterminism("a violation was found once and not again");
  result.verdict = model::Verdict::violation;
  result.found_by = plan_.strategy.maker(share_.first + index);
  result.oracle = found.violation->oracle;
  result.message = found.violation->message;
  result.steps = static_cast<std::uint32_t>(choices.size());
  result.token = model::to_token(schedule_of(plan_.plays[play], choices, found.digest));
  const LockInfo* lock = plan_.plays[play].lock;
  result.expected = result.outside_contract || (lock != nullptr && lock->caught_by == result.oracle);
}

// Why execution `index` proves nothing.
std::string Campaign::unmodelled(std::size_t play, std::uint64_t index) {
  Learner(executor(), plan_, play).execute(share_.first + index);
  return executor().trace().unmodelled.at(0);
}

model::Result Campaign::result(std::size_t play) {
  const Play& played = plan_.plays[play];
  const PlayRecord& record = records_.items()[play];
  model::Result result;
  result.lock = played.lock_name();
  result.scenario = played.scenario->name;
  result.strategy = plan_.strategy.name();
  result.workers = static_cast<std::uint32_t>(played.workers);
  result.start = played.lock == nullptr ? "exec" : "";
  result.outside_contract = is_outside_contract(played);
  result.first_execution = share_.first;
  result.executions_planned = share_.count;
  result.seconds = static_cast<double>(record.wall_ns) / 1e9;
  std::optional<std::uint64_t> inconclusive;
  std::int64_t virtual_us = 0;
  std::uint64_t given_up = 0;
  std::unordered_set<std::uint64_t> classes;
  for (const Entry& entry : entries(play)) {
    if (!entry.done) break;  // stopped: what comes after is not contiguous
    if (entry.inconclusive && !inconclusive) inconclusive = result.executions;
    result.steps = entry.steps;
    virtual_us += entry.virtual_ns / 1000;
    const std::uint64_t number = share_.first + result.executions;
    result.trace_digest += model::combine(number, entry.digest);
    result.orphaned += entry.orphaned ? 1 : 0;
    if (entry.spared) result.start = model::kForked;
    const bool is_redundant = entry.given_up || result.executions < record.began_at;
    given_up += is_redundant ? 1 : 0;
    if (!is_redundant) result.coverage.add(number, entry.class_digest, plan_.strategy.maker(number));
    if (!is_redundant && plan_.strategy.is_exhaustive()) classes.insert(entry.class_digest);
    ++result.executions;
    if (entry.violation) break;
  }
  result.virtual_seconds = static_cast<double>(virtual_us) / 1e6;
  if (result.executions == 0) {
    result.skipped = share_.count == 0 ? "no execution is left for this shard" : "no time was left";
  } else if (record.first_violation < result.executions) {
    explain_violation(play, record.first_violation, result);
  } else if (inconclusive) {
    result.verdict = model::Verdict::inconclusive;
    const std::string reason =
        plan_.strategy.is_exhaustive() ? record.unmodelled.data() : unmodelled(play, *inconclusive);
    result.message = fmt::format("lockproof does not model what an actor used: {}", reason);
  } else if (plan_.strategy.is_exhaustive()) {
    result.executions -= given_up;
    conclude(
        {.complete = record.complete, .classes = classes.size(), .given_up = given_up, .doubt = record.voided.data()},
        played, result);
  } else {
    result.message = orphans_message(result.orphaned);
  }
  return result;
}

std::vector<model::Result> Campaign::run(const std::function<void(const Progress&)>& progress) {
  if (plan_.plays.empty()) return {};
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

std::uint64_t identity(const CampaignPlan& plan) {
  std::string text = fmt::format("{} {} {} {}", plan.version, plan.seed, plan.executions, plan.strategy.name());
  for (const Play& play : plan.plays)
    text +=
        fmt::format("\n{}\n{} {} {} {:x}", to_text(play), play.workers, play.seed, fault_words(play), hash_of(play));
  return XXH3_64bits(text.data(), text.size());
}

std::vector<model::Result> run_campaign(const CampaignPlan& plan,
                                        const std::function<void(const Progress&)>& progress) {
  return Campaign(plan).run(progress);
}

}  // namespace lockproof::engine
