#include "engine/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <span>
#include <utility>

#include "engine/crew.h"
#include "engine/finding.h"
#include "engine/journal.h"
#include "engine/proof.h"
#include "engine/search_run.h"
#include "engine/shard.h"
#include "explore/tree_probe.h"

namespace lockproof::engine {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kNone = ~std::uint64_t{0};
constexpr std::uint64_t kProbes = 32;
constexpr double kExpectedMax = 1e15;

// What workers share about one play.
struct SharedPlay {
  std::atomic<std::uint64_t> next;   // the first part that no worker has taken yet
  std::atomic<std::uint64_t> parts;  // 0: not known yet
  std::atomic<std::uint64_t> mine;   // of these, those that are made here
  std::atomic<std::uint64_t> done;   // ... and are
  std::atomic<std::uint64_t> last;   // the first one that ends the search: later ones do not count
  std::atomic<std::uint64_t> made;   // executions
  std::atomic<bool> spared;          // Entry::spared of any
  std::atomic<bool> begun;           // somebody makes the beginning
  std::atomic<bool> has_basis;       // somebody writes `basis`
  std::atomic<bool> is_probed;
  std::atomic<double> log10_schedules;  // if it is
  BasisRecord basis;                    // of all parts, as the beginning found it
};

// Of one part, as it is made.
struct LivePart {
  std::atomic<std::uint64_t> executions;
  std::atomic<double> share;  // of the whole search, that it has covered
};

// What one worker found in one play: the part that comes first of all in which it found something.
struct Found {
  std::uint64_t part;  // + 1
  bool is_violation;   // or else a larger basis
  std::uint64_t digest;
  std::uint32_t steps;
  BasisRecord basis;
};

// Of one play, in this process.
struct Known {
  model::Search search;  // what was made elsewhere, and is not made again
  bool is_open = true;   // something is to be done in this round
};

class Searches {
 public:
  explicit Searches(const CampaignPlan& plan);
  std::vector<model::Result> run(const std::function<void(const Progress&)>& progress);

 private:
  using FromJournal = std::map<std::uint64_t, std::map<std::uint64_t, Entry>>;  // by part and index

  void begin_round();
  bool needs_another_round();
  void recall(std::size_t play);
  void work(Executor& executor, int job);
  void work_on(Executor& executor, int job, std::size_t play);
  SearchRun begin(Executor& executor, std::size_t play) const;
  SearchRun begin(Executor& executor, std::size_t play, explore::SearchRoot root, const model::SearchBasis& basis,
                  std::uint64_t part) const;
  void make(SearchRun& run, std::uint64_t part, int job, std::size_t play);
  void probe(Executor& executor, std::size_t play);
  SearchRun::Limits limits(std::size_t play, std::uint64_t part, bool is_told);
  void note_end(const SearchRun& run, std::uint64_t part, int job, std::size_t play);
  bool is_mine(std::size_t play, std::uint64_t part) const;
  std::uint64_t made_before(std::size_t play, std::uint64_t part) const;
  double share_made(std::size_t play) const;
  void watch(const std::function<void(const Progress&)>& progress);

  model::Result result(std::size_t play);
  void collect(std::size_t play, model::Search& search);
  model::SearchPart cut(std::size_t play, std::uint64_t part, std::uint64_t executions_max);
  const Found* found_in(std::size_t play, std::uint64_t part, int& job) const;

  SharedPlay& shared(std::size_t play) const { return plays_.items()[play]; }
  std::span<PartRecord> records(std::size_t play) const {
    return records_.items().subspan(play * kPartsMax, kPartsMax);
  }
  std::span<LivePart> live(std::size_t play) const { return live_.items().subspan(play * kPartsMax, kPartsMax); }
  Found& found(std::size_t play, int job) const {
    return found_.items()[play * static_cast<std::size_t>(plan_.jobs) + static_cast<std::size_t>(job)];
  }
  std::span<model::Choice> schedule(std::size_t play, int job) const {
    const std::size_t slot = play * static_cast<std::size_t>(plan_.jobs) + static_cast<std::size_t>(job);
    return schedules_.items().subspan(slot * steps_max_, steps_max_);
  }

  const CampaignPlan& plan_;
  const std::uint64_t executions_max_;
  const std::size_t steps_max_;
  const Clock::time_point start_ = Clock::now();
  Crew crew_;
  SharedMemory<SharedPlay> plays_;
  SharedMemory<PartRecord> records_;
  SharedMemory<LivePart> live_;
  SharedMemory<Found> found_;
  SharedMemory<model::Choice> schedules_;
  std::vector<Known> known_;
  std::uint64_t round_ = 0;
  std::optional<Journal> journal_;
};

std::size_t steps_max_of(const CampaignPlan& plan) {
  std::size_t most = 0;
  for (const Play& play : plan.plays) most = std::max<std::size_t>(most, play.scenario->bounds.steps_max);
  return most;
}

// In the journal, what a round found is told apart from what an earlier one, with a smaller basis, did.
std::uint64_t number_in_journal(std::uint64_t round, std::uint64_t part, std::uint64_t index) {
  return round << 56 | number_in_search(part, index);
}

Searches::Searches(const CampaignPlan& plan)
    : plan_(plan),
      executions_max_(share_of(plan.executions, plan.shard).count),
      steps_max_(steps_max_of(plan)),
      crew_(plan.program, plan.jobs),
      plays_(plan.plays.size()),
      records_(plan.plays.size() * kPartsMax),
      live_(plan.plays.size() * kPartsMax),
      found_(plan.plays.size() * static_cast<std::size_t>(plan.jobs)),
      schedules_(plan.plays.size() * static_cast<std::size_t>(plan.jobs) * steps_max_),
      known_(plan.plays.size()) {
  if (!plan.journal.empty()) journal_.emplace(plan.journal, identity(plan), plan.shard);
  for (std::size_t play = 0; play < plan.rest_of.size(); ++play) {
    Known& known = known_[play];
    known.search = plan.rest_of[play];
    std::erase_if(known.search.made, [](const model::SearchPart& part) { return !part.finished; });
  }
}

void Searches::begin_round() {
  for (std::size_t play = 0; play < known_.size(); ++play) {
    if (!known_[play].is_open) continue;
    SharedPlay& shared = this->shared(play);
    shared.next = shared.parts = shared.mine = shared.done = shared.made = 0;
    shared.begun = shared.has_basis = false;
    shared.last = kNone;
    for (PartRecord& record : records(play)) {
      if (!record.is_made) continue;
      record.is_made = record.is_finished = false;
    }
    for (LivePart& part : live(play)) {
      part.executions = 0;
      part.share = 0;
    }
    for (int job = 0; job < plan_.jobs; ++job) found(play, job).part = 0;
    if (journal_) recall(play);
  }
}

// Parts that an interrupted run has finished. The beginning is always made: it tells what the others are.
void Searches::recall(std::size_t play) {
  FromJournal entries;
  std::map<std::uint64_t, std::uint64_t> ends;
  for (const Journal::Line& line : journal_->found()) {
    const std::uint64_t part = line.number >> 32 & 0xffffff;
    if (line.play != play || line.number >> 56 != round_ || part >= kPartsMax) continue;
    if (line.entry.ends_part)
      ends[part] = line.entry.steps;
    else
      entries[part][line.number & 0xffffffff] = line.entry;
  }
  for (const auto& [part, count] : ends) {
    if (entries[part].size() != count) continue;
    PartSums sums(part);
    for (const auto& [index, entry] : entries[part]) {
      sums.add(entry);
      if (entry.spared) shared(play).spared = true;
    }
    sums.finish();
    records(play)[part].write(sums.part(0));
    live(play)[part].executions = count;
    shared(play).made += count;
    ++shared(play).done;
  }
}

// What was made elsewhere is nobody's; what is left is dealt out.
bool Searches::is_mine(std::size_t play, std::uint64_t part) const {
  const std::vector<model::SearchPart>& made = known_[play].search.made;
  const auto before = std::ranges::lower_bound(made, part, {}, &model::SearchPart::number);
  if (before != made.end() && before->number == part) return false;
  const std::uint64_t rank = part - static_cast<std::uint64_t>(before - made.begin());
  return rank % plan_.shard.of == plan_.shard.number - 1;
}

std::uint64_t Searches::made_before(std::size_t play, std::uint64_t part) const {
  std::uint64_t made = 0;
  for (const LivePart& earlier : live(play).first(part)) made += earlier.executions;
  return made;
}

double Searches::share_made(std::size_t play) const {
  double share = 0;
  for (const LivePart& part : live(play)) share += part.share;
  return share;
}

SearchRun::Limits Searches::limits(std::size_t play, std::uint64_t part, bool is_told) {
  const auto goes_on = [this, play, part](std::uint64_t made) {
    return !crew_.is_stopping() && part <= shared(play).last && made_before(play, part) + made < executions_max_;
  };
  if (!is_told) return {.executions_max = executions_max_, .confirm_every = plan_.confirm_every, .goes_on = goes_on};
  const auto tell = [this, play, part](std::uint64_t index, const Entry& entry, double share) {
    ++shared(play).made;
    if (entry.spared) shared(play).spared = true;
    live(play)[part].executions = index + 1;
    live(play)[part].share = share;
    if (journal_ && part != 0)
      journal_->append({.play = play, .number = number_in_journal(round_, part, index), .entry = entry});
  };
  return {.executions_max = executions_max_, .confirm_every = plan_.confirm_every, .goes_on = goes_on, .tell = tell};
}

void Searches::note_end(const SearchRun& run, std::uint64_t part, int job, std::size_t play) {
  if (!run.violation() && !run.has_new_basis()) return;
  std::uint64_t last = shared(play).last;
  while (part < last && !shared(play).last.compare_exchange_weak(last, part)) {
  }
  Found& found = this->found(play, job);
  if (found.part != 0 && found.part <= part + 1) return;
  found.part = part + 1;
  found.is_violation = run.violation().has_value();
  found.basis.write(run.basis());
  if (!found.is_violation) return;
  found.digest = run.violation_digest();
  found.steps = static_cast<std::uint32_t>(run.violation()->size());
  std::ranges::copy(*run.violation(), schedule(play, job).begin());
}

void Searches::make(SearchRun& run, std::uint64_t part, int job, std::size_t play) {
  run.run(limits(play, part, true));
  const model::SearchPart made = run.part();
  records(play)[part].write(made);
  live(play)[part].share = made.share;
  note_end(run, part, job, play);
  if (!made.finished) return;
  ++shared(play).done;
  if (journal_ && part != 0 && made.doubt.empty())
    journal_->append({.play = play,
                      .number = number_in_journal(round_, part, 0xffffffff),
                      .entry = {.steps = static_cast<std::uint32_t>(made.executions), .ends_part = true}});
}

SearchRun Searches::begin(Executor& executor, std::size_t play) const {
  return begin(executor, play, {}, known_[play].search.basis, 0);
}

SearchRun Searches::begin(Executor& executor, std::size_t play, explore::SearchRoot root,
                          const model::SearchBasis& basis, std::uint64_t part) const {
  return {executor, plan_.plays[play], std::move(root), basis, part, plan_.strategy.merges_states()};
}

// What is before the search.
void Searches::probe(Executor& executor, std::size_t play) {
  explore::TreeProbe probe;
  executor.prepare(plan_.plays[play]);
  for (std::uint64_t number = 0; number < kProbes; ++number) {
    if (crew_.is_stopping()) return;
    executor.execute(probe, number);
  }
  shared(play).log10_schedules = probe.log10_size();
  shared(play).is_probed = true;
}

// Each worker makes the beginning, which tells it what the other parts are.
void Searches::work_on(Executor& executor, int job, std::size_t play) {
  SharedPlay& shared = this->shared(play);
  if (!known_[play].is_open || crew_.is_stopping()) return;
  if (shared.parts != 0 && (shared.next >= shared.parts || shared.next > shared.last)) return;
  const bool is_first = !shared.begun.exchange(true);
  // The beginning is all there is, where states are merged.
  if (!is_first && shared.parts == 0 && plan_.strategy.merges_states()) return;
  if (is_first && !shared.is_probed) probe(executor, play);
  SearchRun beginning = begin(executor, play);
  std::uint64_t part = shared.next++;
  if (part == 0 && is_mine(play, 0))
    make(beginning, 0, job, play);
  else
    beginning.run(limits(play, 0, false));
  if (part == 0) part = shared.next++;
  if (!shared.has_basis.exchange(true)) shared.basis.write(beginning.basis());
  if (!beginning.part().finished && !beginning.violation()) return;
  const std::vector<explore::SearchRoot> others = beginning.others();
  std::uint64_t mine = 0;
  for (std::uint64_t i = 0; i <= others.size(); ++i) mine += is_mine(play, i) ? 1 : 0;
  shared.mine = mine;
  shared.parts = others.size() + 1;
  for (; part <= others.size() && part <= shared.last && !crew_.is_stopping(); part = shared.next++) {
    if (!is_mine(play, part)) continue;
    if (PartRecord& record = records(play)[part]; record.is_finished) {
      record.share = live(play)[part].share = others[part - 1].share;
      continue;
    }
    SearchRun run = begin(executor, play, others[part - 1], beginning.basis(), part);
    make(run, part, job, play);
  }
}

// First plays that nobody has begun; then what others left over.
void Searches::work(Executor& executor, int job) {
  for (std::size_t play = 0; play < known_.size(); ++play)
    if (shared(play).next == 0) work_on(executor, job, play);
  for (std::size_t play = 0; play < known_.size(); ++play) work_on(executor, job, play);
}

void Searches::watch(const std::function<void(const Progress&)>& progress) {
  if (plan_.is_over(start_)) crew_.stop();
  if (journal_) journal_->sync_if_due();
  Progress now;
  bool is_known = !plan_.strategy.merges_states();  // how much less there is to do where states meet nobody foresees
  double expected = 0;
  for (std::size_t play = 0; play < known_.size(); ++play) {
    const SharedPlay& shared = this->shared(play);
    now.executions_done += shared.made;
    now.parts_done += shared.done;
    now.parts += shared.mine;
    if (shared.next != 0) now.play = play;
    const double share = share_made(play);
    is_known &= share > 0;
    if (is_known) expected += static_cast<double>(shared.made) / share;
  }
  if (is_known) now.executions_planned = static_cast<std::uint64_t>(std::min(expected, kExpectedMax));
  progress(now);
}

// A part found that the dependence of steps rests on more than was known: then all begins again, with that in mind.
bool Searches::needs_another_round() {
  bool is_needed = false;
  for (std::size_t play = 0; play < known_.size(); ++play) {
    Known& known = known_[play];
    known.is_open = false;
    int job = 0;
    const Found* end = found_in(play, shared(play).last, job);
    if (end == nullptr || end->is_violation || crew_.is_stopping()) continue;
    known.is_open = is_needed = true;
    known.search.basis = end->basis.read();
    known.search.made.clear();
  }
  return is_needed;
}

const Found* Searches::found_in(std::size_t play, std::uint64_t part, int& job) const {
  for (job = 0; job < plan_.jobs; ++job)
    if (part != kNone && found(play, job).part == part + 1) return &found(play, job);
  return nullptr;
}

// The beginning of a part that goes beyond what --executions allows.
model::SearchPart Searches::cut(std::size_t play, std::uint64_t part, std::uint64_t executions_max) {
  SearchRun beginning = begin(crew_.executor(), play);
  const SearchRun::Limits limits{.executions_max = executions_max};
  if (part == 0) {
    beginning.run(limits);
    return beginning.part();
  }
  beginning.run({});
  SearchRun run = begin(crew_.executor(), play, beginning.others().at(part - 1), beginning.basis(), part);
  run.run(limits);
  return run.part();
}

// All that was made, in order, up to where the search or its limit ends.
void Searches::collect(std::size_t play, model::Search& search) {
  const SharedPlay& shared = this->shared(play);
  search.parts = shared.parts;
  search.basis = shared.has_basis ? shared.basis.read() : known_[play].search.basis;
  search.made = known_[play].search.made;
  std::uint64_t left = executions_max_;
  for (std::uint64_t part = 0; part < kPartsMax && part <= shared.last && left > 0; ++part) {
    const PartRecord& record = records(play)[part];
    if (!record.is_made) continue;
    search.made.push_back(record.executions <= left ? record.read(part) : cut(play, part, left));
    left -= search.made.back().executions;
  }
  std::ranges::sort(search.made, {}, &model::SearchPart::number);
}

model::Result Searches::result(std::size_t play) {
  const Play& played = plan_.plays[play];
  model::Result result = result_of(played);
  result.strategy = plan_.strategy.name();
  result.executions_planned = plan_.executions;
  if (shared(play).spared) result.start = model::kForked;
  result.search = search_of(played);
  if (shared(play).is_probed) result.search->log10_schedules = shared(play).log10_schedules;
  collect(play, *result.search);
  int job = 0;
  const Found* end = found_in(play, shared(play).last, job);
  const auto violating = std::ranges::find(result.search->made, true, &model::SearchPart::violation);
  if (end != nullptr && end->is_violation && violating != result.search->made.end()) {
    const Finding finding{.choices = schedule(play, job).first(end->steps), .digest = end->digest};
    explain(finding, played, crew_.executor(), result);
    result.found_by = result.strategy;
  }
  conclude(result);
  if (std::ranges::none_of(result.search->made, [](const auto& part) { return part.executions > 0; }))
    result.skipped = crew_.is_stopping() ? "no time was left" : "no part of the search is left for this shard";
  return result;
}

std::vector<model::Result> Searches::run(const std::function<void(const Progress&)>& progress) {
  do {
    begin_round();
    crew_.work([this](Executor& executor, int job) { work(executor, job); }, [&] { watch(progress); });
    ++round_;
  } while (needs_another_round());
  std::vector<model::Result> results;
  for (std::size_t play = 0; play < known_.size(); ++play) results.push_back(result(play));
  return results;
}

}  // namespace

std::vector<model::Result> run_searches(const CampaignPlan& plan,
                                        const std::function<void(const Progress&)>& progress) {
  if (plan.plays.empty()) return {};
  return Searches(plan).run(progress);
}

}  // namespace lockproof::engine
