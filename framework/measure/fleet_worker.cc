#include "measure/fleet_worker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>

#include "explore/split_mix.h"
#include "measure/clock.h"
#include "measure/futex_wait.h"

namespace lockproof::measure {
namespace {

constexpr std::int64_t kSpinNsMax = 20'000;  // what is longer is slept: CPUs are for the lock
constexpr std::uint64_t kCpuSampleEvery = 16;

void spend(std::int64_t duration_ns) {
  if (duration_ns <= 0) return;
  const std::int64_t end_ns = now_ns() + duration_ns;
  if (duration_ns > kSpinNsMax) return sleep_until(end_ns);
  while (now_ns() < end_ns) {
  }
}

std::uint64_t switches_so_far() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_nvcsw + usage.ru_nivcsw);
}

bool is_there(const std::filesystem::path& path) {
  return access(path.c_str(), F_OK) == 0;
}

class Shift {
 public:
  explicit Shift(const Worker& worker)
      : worker_(worker),
        board_(worker.board),
        record_(worker.record),
        load_(*worker.plan.workload),
        random_(worker.plan.seed, static_cast<std::uint64_t>(worker.number)) {
    for (const auto& path : worker.paths) locks_.push_back(worker.make({.path = path, .time_out = {}, .log = {}}));
  }

  void work() {
    board_.ready.fetch_add(1);
    futex_wake_all(board_.ready);
    while (board_.go == 0) futex_wait(board_.go, 0);
    const std::uint64_t switches_before = switches_so_far();
    switch (load_.step) {
      case Workload::Step::section:
        sections();
        break;
      case Workload::Step::build_once:
        builds();
        break;
      case Workload::Step::cache_hit:
        cache_hits();
        break;
    }
    record_.switches += switches_so_far() - switches_before;
    record_.switched_acquisitions += record_.acquisitions;
  }

 private:
  // When the next acquisition is to start: at once, or at the next arrival of a Poisson process.
  std::int64_t next_start_ns() {
    if (worker_.plan.rate <= 0) return now_ns();
    if (intended_ns_ == 0) intended_ns_ = board_.start_ns;
    const double mean_ns = 1e9 * worker_.plan.workers / worker_.plan.rate;
    const double uniform = static_cast<double>(random_.below(1'000'000) + 1) / 1'000'000;
    intended_ns_ += static_cast<std::int64_t>(-std::log(uniform) * mean_ns);
    if (intended_ns_ > now_ns() && intended_ns_ < board_.end_ns) sleep_until(intended_ns_);
    return intended_ns_;
  }

  // In a closed loop each one acquires at least once, even if it was not given a CPU before the end.
  bool is_late(std::int64_t start_ns) const {
    const bool may_be_first = worker_.plan.rate <= 0 && record_.acquisitions == 0;
    return !may_be_first && std::max(start_ns, now_ns()) >= board_.end_ns;
  }

  void sections() {
    for (;;) {
      const std::int64_t start_ns = next_start_ns();
      if (is_late(start_ns)) break;
      const std::uint64_t key = load_.keys > 1 ? random_.below(static_cast<std::uint64_t>(load_.keys)) : 0;
      const bool is_long =
          load_.long_hold_every > 0 && record_.acquisitions % static_cast<unsigned>(load_.long_hold_every) == 0;
      inside(key, start_ns, [&] { spend(is_long ? load_.long_hold_ns : load_.hold_ns); });
      if (worker_.plan.rate <= 0) spend(load_.think_ns);
    }
  }

  // Durations are counted when the lock has been released: counting must not make the section longer.
  void inside(std::uint64_t key_number, std::int64_t start_ns, const auto& section) {
    Lock& lock = *locks_[key_number];
    KeyRecord& key = board_.keys[key_number];
    const bool samples_cpu = record_.acquisitions % kCpuSampleEvery == 0;
    const std::int64_t cpu_before_ns = samples_cpu ? cpu_ns() : 0;
    if (!lock.acquire()) throw std::runtime_error("acquire() gives up, though it has no time-out");
    const std::int64_t acquired_ns = now_ns();
    if (samples_cpu) {
      record_.cpu_ns += cpu_ns() - cpu_before_ns;
      ++record_.cpu_samples;
    }
    auto handoff_ns = enter(key, start_ns, acquired_ns);
    if (!worker_.plan.contender->excludes) handoff_ns.reset();  // nobody waited
    section();
    leave(key);
    lock.release();
    record_.acquire.add(acquired_ns - start_ns);
    if (handoff_ns) record_.handoff.add(*handoff_ns);
    ++record_.acquisitions;
  }

  // The time since the release, if somebody else released, and this one was waiting then.
  std::optional<std::int64_t> enter(KeyRecord& key, std::int64_t start_ns, std::int64_t acquired_ns) {
    const int doomed = board_.doomed;  // before the look at the owner: the fleet clears the owner first
    const int owner = key.owner.exchange(worker_.number);
    const bool was_killed = owner != 0 && owner == doomed;
    record_.overlaps += owner != 0 && !was_killed ? 1 : 0;
    const bool is_other = key.last_owner != worker_.number;
    key.last_owner = worker_.number;
    key.run = is_other ? 1 : key.run + 1;
    key.longest_run = std::max(key.longest_run.load(), key.run.load());
    const std::int64_t killed_ns = board_.killed_ns;
    const std::int64_t released_ns = std::max<std::int64_t>(key.released_ns, killed_ns);
    if (load_.kill_every_ns > 0 && released_ns != killed_ns) return std::nullopt;  // only recoveries count
    if (!is_other || released_ns == 0 || start_ns > released_ns || acquired_ns < released_ns) return std::nullopt;
    return acquired_ns - released_ns;
  }

  void leave(KeyRecord& key) {
    int expected = worker_.number;
    key.released_ns = now_ns();
    record_.overlaps += key.owner.compare_exchange_strong(expected, 0) ? 0 : 1;
  }

  // False at the end of the run.
  bool next_round() {
    const std::uint32_t round = board_.round;
    if (board_.arrived.fetch_add(1) + 1 == static_cast<std::uint32_t>(worker_.plan.workers)) {
      board_.arrived = 0;
      board_.is_over = now_ns() >= board_.end_ns;
      board_.round_start_ns = now_ns();
      board_.round = round + 1;
      futex_wake_all(board_.round);
    }
    while (board_.round == round) futex_wait(board_.round, round);
    return !board_.is_over;
  }

  // What counts is how long it takes each one until the artefact is there.
  void builds() {
    while (next_round()) {
      const auto built = artefact(worker_.paths.front(), board_.round);
      if (!worker_.plan.contender->looks_first || !is_there(built)) {
        inside(0, board_.round_start_ns, [&] {
          if (is_there(built)) return;
          spend(load_.hold_ns);
          ++board_.builds;
          close(open(built.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0666));
        });
      }
    }
  }

  void cache_hits() {
    const auto built = artefact(worker_.paths.front(), 0);
    for (;;) {
      const std::int64_t start_ns = next_start_ns();
      if (is_late(start_ns)) break;
      if (worker_.plan.contender->looks_first) {
        if (!is_there(built)) throw std::runtime_error("the artefact is gone");
        record_.acquire.add(now_ns() - start_ns);
        ++record_.acquisitions;
      } else {
        inside(0, start_ns, [&] { (void)is_there(built); });
      }
    }
  }

  const Worker& worker_;
  Board& board_;
  WorkerRecord& record_;
  const Workload& load_;
  explore::SplitMix random_;
  std::vector<std::unique_ptr<Lock>> locks_;
  std::int64_t intended_ns_ = 0;
};

}  // namespace

std::filesystem::path artefact(const std::filesystem::path& lock_path, std::uint32_t round) {
  return lock_path.parent_path() / fmt::format("artefact.{}", round);
}

void work(const Worker& worker) noexcept {
  try {
    Shift(worker).work();
  } catch (const std::exception& error) {
    auto& text = worker.record.failure;
    *fmt::format_to_n(text.data(), text.size() - 1, "{}", error.what()).out = '\0';
  }
}

}  // namespace lockproof::measure
