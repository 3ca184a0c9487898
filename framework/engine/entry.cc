#include "engine/entry.h"

#include <atomic>

#include "oracle/orphaned_body.h"

namespace lockproof::engine {

void publish(Entry entry, Entry& place) {
  entry.done = false;
  place = entry;
  std::atomic_ref(place.done).store(true, std::memory_order_release);
}

bool is_published(Entry& place) {
  return std::atomic_ref(place.done).load(std::memory_order_acquire);
}

Entry entry_of(const Outcome& outcome, const model::Trace& trace, const model::Discernment& discernment) {
  return {.digest = outcome.digest,
          .class_digest = outcome.given_up ? 0 : model::class_digest(trace, discernment),
          .virtual_ns = trace.time_ns,
          .steps = static_cast<std::uint32_t>(trace.schedule.size()),
          .done = true,
          .violation = outcome.violation.has_value(),
          .inconclusive = outcome.verdict == model::Verdict::inconclusive,
          .orphaned = oracle::orphaned_body(trace).has_value(),
          .given_up = outcome.given_up,
          .spared = outcome.spared};
}

}  // namespace lockproof::engine
