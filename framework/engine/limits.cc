#include "engine/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "explore/strategies.h"

namespace lockproof::engine {
namespace {

using std::chrono::nanoseconds;

void strain_clocks(Scenario& scenario, Contract&, nanoseconds value) {
  scenario.conditions.clock_skews = {nanoseconds(0), value, -value};
}

void stop_holder(Scenario& scenario, Contract&, nanoseconds value) {
  scenario.faults.pauses = {{.duration = value, .count = 1, .filter = {.phase = Phase::inside}}};
}

// Who comes in meanwhile is stopped there, so that the two meet if the stalled one goes on. They are two: nobody is
// stopped twice.
void stall_before(Scenario& scenario, Contract&, nanoseconds value) {
  scenario.faults.pauses = {{.duration = value, .count = 1, .filter = {.actor = 1, .phase = Phase::outside}},
                            {.duration = value, .count = 1, .filter = {.actor = 2, .phase = Phase::inside}}};
}

void age_looks(Scenario& scenario, Contract&, nanoseconds value) {
  scenario.conditions.attribute_cache = value;
}

// Nothing but the death of a holder takes time in the scenario.
void strain_recovery(Scenario& scenario, Contract& contract, nanoseconds value) {
  contract.recovery_max = value;
  scenario.bounds.progress_max = nanoseconds(1);
  scenario.oracles = {"progress", "deadlock", "exit_status"};
}

constexpr std::array kAssumptions{
    Assumption{"clock skew", "safe up to a clock skew of {}", "safe with any clock skew", "build_once", strain_clocks,
               [](const Contract& contract) { return contract.clock_skew_max; }},
    Assumption{"pause inside", "safe while its holder is stopped for up to {}",
               "safe however long its holder is stopped", "build_once", stop_holder,
               [](const Contract& contract) { return contract.pause_max; }},
    Assumption{"stall outside", "safe while a process stalls on its way in for up to {}",
               "safe however long a process stalls on its way in", "build_once", stall_before,
               [](const Contract& contract) { return contract.pause_max; }},
    Assumption{"stale attributes", "safe while stat shows the past for up to {}",
               "safe however long stat shows the past", "stale_attributes", age_looks,
               [](const Contract& contract) {
                 return contract.survives_stale_attributes ? std::nullopt : std::optional(nanoseconds(0));
               }},
    Assumption{"recovery", "recovers from a kill within {}", "does not recover from a kill", "kill_mid_build",
               strain_recovery, [](const Contract& contract) { return std::optional(contract.recovery_max); }, false},
};

// Whether no execution violates the strained scenario.
class Trial {
 public:
  Trial(const Play& subject, const Assumption& assumption, const Catalog& catalog, const LimitSearch& search)
      : subject_(subject),
        assumption_(assumption),
        base_(*catalog.find_scenario(assumption.scenario)),
        search_(search) {}

  bool holds(nanoseconds value) {
    Scenario scenario = base_;
    Play play = subject_;
    LockInfo lock;
    if (play.lock != nullptr) lock = *std::exchange(play.lock, &lock);
    Contract& contract = play.lock != nullptr ? lock.contract : play.contract;
    scenario.covers = nullptr;
    scenario.oracles = {"mutual_exclusion"};
    scenario.bounds.progress_max = nanoseconds(0);
    contract.excludes_processes = true;
    assumption_.strain(scenario, contract, value);
    play.scenario = &scenario;
    play.workers = search_.workers;
    play.take_faults_of_scenario();
    play.conditions = scenario.conditions;
    play.seed = search_.seed;
    CampaignPlan plan{.program = search_.program,
                      .plays = {std::move(play)},
                      .strategy = explore::NamedStrategy("fault_sweep"),
                      .seed = search_.seed,
                      .executions = search_.executions,
                      .jobs = search_.jobs};
    const model::Result result = run_campaign(plan, [](const Progress&) {}).front();
    executions_ += result.executions;
    return result.verdict != model::Verdict::violation;
  }

  std::uint64_t executions() const { return executions_; }

 private:
  const Play& subject_;
  const Assumption& assumption_;
  const Scenario& base_;
  const LimitSearch& search_;
  std::uint64_t executions_ = 0;
};

// By magnitude while the two are far apart.
std::int64_t between(std::int64_t low, std::int64_t high) {
  const std::int64_t floor = std::max<std::int64_t>(low, 1);
  if (high / floor < 8) return low + (high - low) / 2;
  const double middle = std::sqrt(static_cast<double>(floor) * static_cast<double>(high));
  return std::clamp(static_cast<std::int64_t>(middle), low + 1, high - 1);
}

}  // namespace

std::span<const Assumption> all_assumptions() {
  return kAssumptions;
}

std::optional<nanoseconds> find_boundary(const std::function<bool(nanoseconds)>& holds,
                                         std::optional<nanoseconds> guess, bool holds_below, nanoseconds value_max,
                                         nanoseconds resolution) {
  const std::int64_t last = value_max / resolution;
  // Whether the boundary lies above `index`: monotonous, true first.
  const auto is_below = [&](std::int64_t index) { return holds(index * resolution) == holds_below; };
  std::int64_t low = -1;  // the boundary is above
  std::int64_t high = last + 1;
  const auto look = [&](std::int64_t index) {
    if (index > low && index < high) (is_below(index) ? low : high) = index;
  };
  const std::int64_t near = guess.value_or(value_max) / resolution;
  look(near);
  look(low == near ? near + 1 : near - 1);
  while (high - low > 1) look(between(low, high));
  if (high > last) return std::nullopt;
  return std::max<std::int64_t>(holds_below ? low : high, 0) * resolution;
}

bool Limit::keeps_contract() const {
  if (!skipped.empty()) return true;
  if (!assumption->holds_below) return found && claimed && *found <= *claimed;
  return !found || (claimed && *found >= *claimed);
}

Limit find_limit(const Play& subject, const Assumption& assumption, const Catalog& catalog, const LimitSearch& search) {
  Limit limit;
  limit.lock = subject.lock_name();
  limit.assumption = &assumption;
  if (!subject.lock_contract().excludes_processes) {
    limit.skipped = "excludes nobody, by its contract";
    return limit;
  }
  limit.claimed = assumption.claimed(subject.lock_contract());
  Trial trial(subject, assumption, catalog, search);
  limit.found = find_boundary([&](nanoseconds value) { return trial.holds(value); }, limit.claimed,
                              assumption.holds_below, search.value_max, search.resolution);
  limit.executions = trial.executions();
  return limit;
}

}  // namespace lockproof::engine
