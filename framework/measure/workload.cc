#include "measure/workload.h"

#include <algorithm>
#include <array>

namespace lockproof::measure {

std::span<const Workload> all_workloads() {
  constexpr std::int64_t us = 1'000;
  static constexpr std::array workloads{
      Workload{.name = "hot", .summary = "one lock, wanted all the time", .hold_ns = 1 * us, .think_ns = 1 * us},
      // The one thinks for a shorter time than the other holds: it always waits, asleep, when the other releases.
      Workload{.name = "handoff",
               .summary = "two processes hand the lock to each other",
               .hold_ns = 200 * us,
               .think_ns = 100 * us,
               .workers = 2,
               .figure = "handoff"},
      Workload{.name = "mixed",
               .summary = "short sections, and now and then a long one",
               .hold_ns = 1 * us,
               .long_hold_ns = 500 * us,
               .long_hold_every = 20,
               .think_ns = 20 * us},
      Workload{.name = "many_keys",
               .summary = "16 locks, each time another",
               .keys = keys_max,
               .hold_ns = 1 * us,
               .think_ns = 1 * us},
      Workload{
          .name = "cache_hit", .summary = "what the lock protects is there already", .step = Workload::Step::cache_hit},
      Workload{.name = "build_once",
               .summary = "all want the same artefact at once, again and again",
               .step = Workload::Step::build_once,
               .hold_ns = 500 * us},
      Workload{.name = "recovery",
               .summary = "the holder is killed: handoff counts from its death",
               .hold_ns = 200 * us,
               .think_ns = 100 * us,
               .kill_every_ns = 2'000 * us,
               .figure = "handoff"},
  };
  return workloads;
}

const Workload* find_workload(std::string_view name) {
  const auto workloads = all_workloads();
  const auto found = std::ranges::find(workloads, name, &Workload::name);
  return found == workloads.end() ? nullptr : &*found;
}

}  // namespace lockproof::measure
