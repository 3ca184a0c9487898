#include "oracle/complete_artefact.h"

#include <fmt/format.h>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/mark.h"

namespace lockproof::oracle {

using model::Trace;
using model::Violation;

void CompleteArtefact::begin(const Rules&) {}

std::optional<Violation> CompleteArtefact::observe(const Trace& trace, std::size_t index) {
  const auto mark = mark_of(trace.events[index]);
  if (!mark || mark->verb != "partial") return std::nullopt;
  return finding(name, fmt::format("{} found {}, but not whole", name_of(trace, trace.events[index].actor), mark->key),
                 index);
}

std::optional<Violation> CompleteArtefact::finish(const Trace&) {
  return std::nullopt;
}

}  // namespace lockproof::oracle
