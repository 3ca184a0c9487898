#include "engine/campaign.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <span>

#include "engine/crew.h"
#include "engine/finding.h"
#include "engine/journal.h"
#include "engine/merge.h"
#include "engine/proof.h"
#include "engine/running_coverage.h"
#include "engine/search.h"
#include "engine/shard.h"
#include "engine/shared_memory.h"

namespace lockproof::engine {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kNone = ~std::uint64_t{0};

// What workers share about one play. Executions are counted from the first one of the shard.
struct PlayRecord {
  std::atomic<std::uint64_t> next;             // the first one that no worker has taken yet
  std::atomic<std::uint64_t> first_violation;  // the lowest one with one
  std::atomic<std::uint64_t> done;
  std::atomic<std::int64_t> wall_ns;  // summed over workers
};

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
        crew_(plan.program, plan.jobs),
        records_(plan.plays.size()),
        entries_(plan.plays.size() * share_.count) {
    for (PlayRecord& record : records_.items()) record.first_violation = kNone;
    if (!plan.journal.empty()) resume();
  }
  std::vector<model::Result> run(const std::function<void(const Progress&)>& progress);

 private:
  void resume();
  void enter(std::size_t play, std::uint64_t index, const Entry& entry);
  void work(Executor& executor);
  void work_on(Executor& executor, std::size_t play);
  void watch(const std::function<void(const Progress&)>& progress);
  void report(const std::function<void(const Progress&)>& progress);
  model::Result result(std::size_t play);
  void explain_violation(std::size_t play, std::uint64_t index, model::Result& result);
  std::string unmodelled(std::size_t play, std::uint64_t index);
  std::span<Entry> entries(std::size_t play) const {
    return entries_.items().subspan(play * share_.count, share_.count);
  }

  const CampaignPlan& plan_;
  const Share share_;
  const Clock::time_point start_ = Clock::now();
  Crew crew_;
  SharedMemory<std::atomic<std::size_t>> play_;  // the first one that no worker has begun
  SharedMemory<PlayRecord> records_;
  SharedMemory<Entry> entries_;
  std::optional<Journal> journal_;
  RunningCoverage running_coverage_;
};

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
  publish(entry, place);
  std::uint64_t lowest = record.first_violation;
  while (entry.violation && index < lowest && !record.first_violation.compare_exchange_weak(lowest, index)) {
  }
}

// Each worker takes the next execution that nobody has taken: executions differ in length, and those of one strategy
// in a portfolio are longer than those of another.
void Campaign::work_on(Executor& executor, std::size_t play) {
  PlayRecord& record = records_.items()[play];
  if (crew_.is_stopping() || record.next >= share_.count || record.next > record.first_violation) return;
  const auto start = Clock::now();
  Learner learner(executor, plan_, play);
  const model::Discernment discernment = discernment_of(plan_.plays[play]);
  for (std::uint64_t index = record.next++; index < share_.count; index = record.next++) {
    if (crew_.is_stopping() || index > record.first_violation) break;
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

// First plays that nobody has begun, for a worker that begins one also prepares for it; then what others left over.
void Campaign::work(Executor& executor) {
  for (std::size_t play = (*play_)++; play < plan_.plays.size(); play = (*play_)++) work_on(executor, play);
  for (std::size_t play = 0; play < plan_.plays.size(); ++play) work_on(executor, play);
}

void Campaign::report(const std::function<void(const Progress&)>& progress) {
  Progress now{.play = std::clamp<std::size_t>(*play_, 1, plan_.plays.size()) - 1,
               .executions_planned = plan_.plays.size() * share_.count};
  for (const PlayRecord& record : records_.items()) now.executions_done += record.done;
  now.unseen = running_coverage_.unseen(now.play, entries(now.play));
  progress(now);
}

void Campaign::watch(const std::function<void(const Progress&)>& progress) {
  if (plan_.is_over(start_)) crew_.stop();
  report(progress);
  if (journal_) journal_->sync_if_due();
}

void Campaign::explain_violation(std::size_t play, std::uint64_t index, model::Result& result) {
  Learner(crew_.executor(), plan_, play).execute(share_.first + index);
  const std::vector<model::Choice> choices = crew_.executor().trace().schedule;
  explain({.choices = choices, .digest = entries(play)[index].digest}, plan_.plays[play], crew_.executor(), result);
  result.found_by = plan_.strategy.maker(share_.first + index);
}

// Why execution `index` proves nothing.
std::string Campaign::unmodelled(std::size_t play, std::uint64_t index) {
  Learner(crew_.executor(), plan_, play).execute(share_.first + index);
  return crew_.executor().trace().unmodelled.at(0);
}

model::Result Campaign::result(std::size_t play) {
  const PlayRecord& record = records_.items()[play];
  model::Result result = result_of(plan_.plays[play]);
  result.strategy = plan_.strategy.name();
  result.first_execution = share_.first;
  result.executions_planned = share_.count;
  result.seconds = static_cast<double>(record.wall_ns) / 1e9;
  std::optional<std::uint64_t> inconclusive;
  std::int64_t virtual_us = 0;
  for (const Entry& entry : entries(play)) {
    if (!entry.done) break;  // stopped: what comes after is not contiguous
    if (entry.inconclusive && !inconclusive) inconclusive = result.executions;
    result.steps = entry.steps;
    virtual_us += entry.virtual_ns / 1000;
    const std::uint64_t number = share_.first + result.executions;
    result.trace_digest += model::combine(number, entry.digest);
    result.orphaned += entry.orphaned ? 1 : 0;
    result.coverage.add(number, entry.class_digest, plan_.strategy.maker(number));
    if (entry.spared) result.start = model::kForked;
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
    result.message = fmt::format("lockproof does not model what an actor used: {}", unmodelled(play, *inconclusive));
  } else {
    result.message = orphans_message(result.orphaned);
  }
  return result;
}

std::vector<model::Result> Campaign::run(const std::function<void(const Progress&)>& progress) {
  if (plan_.plays.empty()) return {};
  crew_.work([this](Executor& executor, int) { work(executor); }, [&] { watch(progress); });
  std::vector<model::Result> results;
  for (std::size_t play = 0; play < plan_.plays.size(); ++play) results.push_back(result(play));
  return results;
}

}  // namespace

bool CampaignPlan::is_over(Clock::time_point start) const {
  const bool is_late = seconds_max && std::chrono::duration<double>(Clock::now() - start).count() > *seconds_max;
  return is_late || is_cut_short();
}

std::uint64_t identity(const CampaignPlan& plan) {
  std::string text = fmt::format("{} {} {} {}", plan.version, plan.seed, plan.executions, plan.strategy.name());
  for (const Play& play : plan.plays)
    text +=
        fmt::format("\n{}\n{} {} {} {:x}", to_text(play), play.workers, play.seed, fault_words(play), hash_of(play));
  return XXH3_64bits(text.data(), text.size());
}

std::vector<model::Result> run_campaign(const CampaignPlan& plan,
                                        const std::function<void(const Progress&)>& progress) {
  return plan.strategy.is_exhaustive() ? run_searches(plan, progress) : Campaign(plan).run(progress);
}

}  // namespace lockproof::engine
