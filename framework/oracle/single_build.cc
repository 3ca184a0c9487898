#include "oracle/single_build.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/mark.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

void SingleBuild::begin(const Rules&) {
  artefacts_.clear();
  somebody_failed_ = false;
}

std::optional<Violation> SingleBuild::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.kind == Event::Kind::exit) {
    note_exit(trace, event);
  } else if (const auto mark = mark_of(event)) {
    if (mark->verb == "begin") return begin_build(trace, index, mark->key);
    if (mark->verb == "fail") {
      artefact(trace, index, mark->key).builder = kNobody;
      somebody_failed_ = true;
    }
    if (mark->verb == "end") return end_build(trace, index, mark->key);
  }
  return std::nullopt;
}

std::optional<Violation> SingleBuild::finish(const Trace& trace) {
  if (trace.end != model::End::completed || somebody_failed_) return std::nullopt;
  for (const Artefact& artefact : artefacts_) {
    if (artefact.finished_by != kNobody) continue;
    return finding(name,
                   fmt::format("{} began to build {}, nobody was killed or failed, and nobody finished it",
                               name_of(trace, trace.events[artefact.begun].actor), key_of(trace, artefact.begun)),
                   last_event(trace));
  }
  return std::nullopt;
}

SingleBuild::Artefact& SingleBuild::artefact(const Trace& trace, std::size_t index, std::string_view key) {
  const auto has_key = [&](const Artefact& artefact) { return key_of(trace, artefact.begun) == key; };
  const auto it = std::ranges::find_if(artefacts_, has_key);
  return it != artefacts_.end() ? *it : artefacts_.emplace_back(Artefact{.begun = index});
}

std::optional<Violation> SingleBuild::begin_build(const Trace& trace, std::size_t index, std::string_view key) {
  const int actor = trace.events[index].actor;
  const auto seen = past(trace, index);
  Artefact& it = artefact(trace, index, key);
  if (it.finished_by != kNobody) {
    return finding(name,
                   fmt::format("{} began to build {} although {} had finished it: no second look under the lock",
                               described(trace, seen, actor), key, name_of(trace, it.finished_by)),
                   index);
  }
  if (it.builder != kNobody && it.builder != actor) {
    return finding(name,
                   fmt::format("{} began to build {} while {} was building it", described(trace, seen, actor), key,
                               described(trace, seen, it.builder)),
                   index);
  }
  it.builder = actor;
  return std::nullopt;
}

std::optional<Violation> SingleBuild::end_build(const Trace& trace, std::size_t index, std::string_view key) {
  const int actor = trace.events[index].actor;
  Artefact& it = artefact(trace, index, key);
  if (it.finished_by != kNobody) {
    return finding(name,
                   fmt::format("{} finished {}, which {} had finished before", name_of(trace, actor), key,
                               name_of(trace, it.finished_by)),
                   index);
  }
  it.finished_by = actor;
  it.builder = kNobody;
  return std::nullopt;
}

void SingleBuild::note_exit(const Trace& trace, const Event& exit) {
  // Programs that a body runs may fail without harm (`test -e`); the scenario's own actors may not.
  const bool is_scenario_actor = trace.actors[static_cast<std::size_t>(exit.actor)].parent < 0;
  if (was_killed(exit) || (is_scenario_actor && exit.operation.result != 0)) somebody_failed_ = true;
  for (Artefact& artefact : artefacts_) {
    if (artefact.builder == exit.actor) artefact.builder = kNobody;
  }
}

}  // namespace lockproof::oracle
