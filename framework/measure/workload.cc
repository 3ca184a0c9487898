#include "measure/workload.h"

#include <algorithm>
#include <array>

namespace lockproof::measure {

std::span<const Workload> all_workloads() {
  constexpr std::int64_t kUs = 1'000;
  static constexpr std::array kWorkloads{
      Workload{.name = "hot", .summary = "one lock, wanted all the time", .hold_ns = 1 * kUs, .think_ns = 1 * kUs},
      // The one thinks for a shorter time than the other holds: it always waits, asleep, when the other releases.
      Workload{.name = "handoff",
               .summary = "two processes hand the lock to each other",
               .hold_ns = 200 * kUs,
               .think_ns = 100 * kUs,
               .workers = 2,
               .figure = "handoff"},
      Workload{.name = "mixed",
               .summary = "short sections, and now and then a long one",
               .hold_ns = 1 * kUs,
               .long_hold_ns = 500 * kUs,
               .long_hold_every = 20,
               .think_ns = 20 * kUs},
      Workload{.name = "many_keys",
               .summary = "16 locks, each time another",
               .keys = kKeysMax,
               .hold_ns = 1 * kUs,
               .think_ns = 1 * kUs},
      Workload{
          .name = "cache_hit", .summary = "what the lock protects is there already", .step = Workload::Step::cache_hit},
      Workload{.name = "build_once",
               .summary = "all want the same artefact at once, again and again",
               .step = Workload::Step::build_once,
               .hold_ns = 500 * kUs},
      Workload{.name = "recovery",
               .summary = "the holder is killed: handoff counts from its death",
               .hold_ns = 200 * kUs,
               .think_ns = 100 * kUs,
               .kill_every_ns = 2'000 * kUs,
               .figure = "handoff"},
  };
  return kWorkloads;
}

const Workload* find_workload(std::string_view name) {
  const auto workloads = all_workloads();
  const auto found = std::ranges::find(workloads, name, &Workload::name);
  return found == workloads.end() ? nullptr : &*found;
}

}  // namespace lockproof::measure
