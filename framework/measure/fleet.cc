#include "measure/fleet.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <numeric>
#include <system_error>

#include "engine/shared_memory.h"
#include "explore/split_mix.h"
#include "measure/clock.h"
#include "measure/fleet_worker.h"
#include "measure/fresh_directory.h"
#include "measure/futex_wait.h"

namespace lockproof::measure {
namespace {

constexpr std::int64_t kStartNsMax = 10'000'000'000;  // until all are ready
constexpr std::int64_t kStuckNs = 2'000'000'000;      // beyond what the contract allows for a hand-over

class Fleet {
 public:
  explicit Fleet(const FleetPlan& plan)
      : plan_(plan),
        directory_(plan.directory),
        records_(static_cast<std::size_t>(plan.workers)),
        pids_(static_cast<std::size_t>(plan.workers), 0) {
    for (int key = 0; key < plan.workload->keys; ++key)
      paths_.push_back(directory_.path() / fmt::format("{}.lock", key));
    make_ = plan.contender->prepare(paths_);
    if (plan.workload->step == Workload::Step::cache_hit)
      close(open(artefact(paths_.front(), 0).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0666));
  }
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;
  ~Fleet() { end_all(); }

  FleetRun run() {
    for (std::size_t i = 0; i < pids_.size(); ++i) launch(i);
    if (!await_ready()) return {.counts = {}, .disqualified = failure().value_or("the processes do not get ready")};
    board_->start_ns = now_ns();
    board_->end_ns = board_->start_ns + plan_.duration_ns;
    board_->go = 1;
    futex_wake_all(board_->go);
    if (plan_.workload->kill_every_ns > 0) kill_holders();
    const auto deadline_ns = board_->end_ns + kStuckNs + plan_.contender->contract.handover_max.count();
    const bool all_ended = await_ends(deadline_ns);
    end_all();
    FleetRun run{.counts = counts(), .disqualified = verdict(all_ended)};
    return run;
  }

 private:
  void launch(std::size_t index) {
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0) throw std::system_error(errno, std::system_category(), "fork");
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(1);
      prctl(PR_SET_TIMERSLACK, 1);
      WorkerRecord& record = records_.items()[index];
      work({plan_, make_, paths_, *board_, record, static_cast<int>(index) + 1});
      _exit(0);
    }
    pids_[index] = pid;
  }

  bool await_ready() {
    const std::int64_t deadline_ns = now_ns() + kStartNsMax;
    const auto wanted = static_cast<std::uint32_t>(plan_.workers);
    for (std::uint32_t ready = board_->ready; ready < wanted; ready = board_->ready) {
      if (failure() || now_ns() > deadline_ns) return false;
      const timespec a_moment = to_timespec(1'000'000);
      futex_wait(board_->ready, ready, &a_moment);
    }
    return true;
  }

  // The holder of the first key dies, and another process takes its place.
  void kill_holders() {
    explore::SplitMix random(plan_.seed);
    const auto every_ns = static_cast<std::uint64_t>(plan_.workload->kill_every_ns);
    std::atomic<int>& owner = board_->keys.front().owner;
    for (;;) {
      sleep_until(now_ns() + static_cast<std::int64_t>(every_ns / 2 + random.below(every_ns)));
      if (now_ns() >= board_->end_ns || failure()) return;
      const int victim = owner;
      if (victim == 0) continue;
      const auto index = static_cast<std::size_t>(victim) - 1;
      board_->doomed = victim;
      board_->killed_ns = now_ns();
      kill(pids_[index], SIGKILL);
      waitpid(pids_[index], nullptr, 0);
      int expected = victim;
      owner.compare_exchange_strong(expected, 0);
      board_->doomed = 0;
      launch(index);
    }
  }

  bool await_ends(std::int64_t deadline_ns) {
    for (;;) {
      bool some_run = false;
      for (pid_t& pid : pids_) {
        if (pid != 0 && waitpid(pid, nullptr, WNOHANG) == pid) pid = 0;
        some_run |= pid != 0;
      }
      if (!some_run) return true;
      if (now_ns() > deadline_ns || failure()) return false;
      sleep_until(std::max(board_->end_ns, now_ns() + 500'000));
    }
  }

  void end_all() {
    for (const pid_t pid : pids_)
      if (pid != 0) kill(pid, SIGKILL);
    for (pid_t& pid : pids_) {
      if (pid != 0) waitpid(pid, nullptr, 0);
      pid = 0;
    }
  }

  std::optional<std::string> failure() const {
    for (const WorkerRecord& record : records_.items())
      if (record.failure[0] != '\0') return fmt::format("failed: {}", record.failure.data());
    return std::nullopt;
  }

  std::string verdict(bool all_ended) const {
    if (const auto failed = failure()) return *failed;
    std::uint64_t overlaps = 0;
    for (const WorkerRecord& record : records_.items()) overlaps += record.overlaps;
    if (overlaps > 0 && plan_.contender->excludes) return "excludes nobody: two were inside at the same time";
    if (!all_ended) return "stuck: somebody waits for ever";
    const std::uint64_t rounds = board_->round - (board_->is_over ? 1 : 0);
    if (plan_.workload->step == Workload::Step::build_once && board_->builds > rounds && plan_.contender->excludes)
      return fmt::format("built {} times what was to be built {} times", board_->builds.load(), rounds);
    return "";
  }

  FleetCounts counts() const {
    FleetCounts counts;
    counts.elapsed_ns = plan_.duration_ns;
    for (const WorkerRecord& record : records_.items()) {
      counts.acquire.merge(record.acquire);
      counts.handoff.merge(record.handoff);
      counts.acquisitions.push_back(record.acquisitions);
      counts.cpu_ns += record.cpu_ns;
      counts.cpu_samples += record.cpu_samples;
      counts.switches += record.switches;
      counts.switched_acquisitions += record.switched_acquisitions;
    }
    for (const KeyRecord& key : board_->keys) counts.longest_run = std::max(counts.longest_run, key.longest_run.load());
    return counts;
  }

  const FleetPlan& plan_;
  FreshDirectory directory_;
  std::vector<std::filesystem::path> paths_;
  Contender::Make make_;
  engine::SharedMemory<Board> board_;
  engine::SharedMemory<WorkerRecord> records_;
  std::vector<pid_t> pids_;
};

}  // namespace

void FleetCounts::merge(const FleetCounts& other) {
  acquire.merge(other.acquire);
  handoff.merge(other.handoff);
  acquisitions.resize(std::max(acquisitions.size(), other.acquisitions.size()));
  for (std::size_t i = 0; i < other.acquisitions.size(); ++i) acquisitions[i] += other.acquisitions[i];
  elapsed_ns += other.elapsed_ns;
  cpu_ns += other.cpu_ns;
  cpu_samples += other.cpu_samples;
  switches += other.switches;
  switched_acquisitions += other.switched_acquisitions;
  longest_run = std::max(longest_run, other.longest_run);
}

// Evenly in the number of nines, as far as there are acquisitions beyond.
std::vector<std::pair<double, double>> FleetCounts::acquire_curve() const {
  constexpr int kPointsPerNine = 10;
  constexpr int kNines = 5;
  std::vector<std::pair<double, double>> curve;
  for (int point = 0; point <= kNines * kPointsPerNine; ++point) {
    const double beyond = std::pow(10, -static_cast<double>(point) / kPointsPerNine);
    if (beyond * static_cast<double>(acquire.count()) < 1) break;
    const double share = point == 0 ? 1e-9 : 1 - beyond;
    curve.emplace_back(1 - beyond, acquire.at(share));
  }
  if (acquire.count() > 0) curve.emplace_back(1, static_cast<double>(acquire.max()));
  return curve;
}

model::ContentionFigures FleetCounts::figures() const {
  const auto ratio = [](auto a, auto b) {
    return b == 0 ? model::kNotMeasured : static_cast<double>(a) / static_cast<double>(b);
  };
  const auto all = std::accumulate(acquisitions.begin(), acquisitions.end(), std::uint64_t{0});
  model::ContentionFigures figures{
      .acquire_p50_ns = acquire.at(0.5),
      .acquire_p90_ns = acquire.at(0.9),
      .acquire_p99_ns = acquire.at(0.99),
      .acquire_p999_ns = acquire.at(0.999),
      .acquire_max_ns = acquire.at(1),
      .handoff_p50_ns = handoff.at(0.5),
      .handoff_p99_ns = handoff.at(0.99),
      .acquisitions = static_cast<double>(all),
      .acquisitions_per_s = 1e9 * ratio(all, elapsed_ns),
      .jain = jain_index(acquisitions),
      .longest_run = static_cast<double>(longest_run),
      .waiter_cpu_ns = ratio(cpu_ns, cpu_samples),
      .switches = ratio(switches, switched_acquisitions),
  };
  return figures;
}

FleetRun run_fleet(const FleetPlan& plan) {
  return Fleet(plan).run();
}

double jain_index(const std::vector<std::uint64_t>& shares) {
  double sum = 0;
  double squares = 0;
  for (const std::uint64_t share : shares) {
    sum += static_cast<double>(share);
    squares += static_cast<double>(share) * static_cast<double>(share);
  }
  return squares == 0 ? model::kNotMeasured : sum * sum / (static_cast<double>(shares.size()) * squares);
}

}  // namespace lockproof::measure
