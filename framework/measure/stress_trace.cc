#include "measure/stress_trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

namespace lockproof::measure {
namespace {

using model::Event;
using Kind = StressNote::Kind;

std::int16_t find_pid(const model::Trace& trace, int pid) {
  const auto found = std::ranges::find(trace.actors, pid, &model::ActorRecord::pid);
  return found == trace.actors.end() ? std::int16_t{-1} : static_cast<std::int16_t>(found - trace.actors.begin());
}

// A descendant shows up with its first note.
std::int16_t actor_of(model::Trace& trace, const StressNote& note) {
  const std::int16_t known = find_pid(trace, note.pid);
  if (known >= 0) return known;
  const std::int16_t parent = find_pid(trace, note.group);
  const std::string family = parent < 0 ? "" : trace.actors[static_cast<std::size_t>(parent)].name;
  trace.actors.push_back(
      {.name = fmt::format("{}.{}", family, trace.actors.size()), .parent = parent, .pid = note.pid});
  return static_cast<std::int16_t>(trace.actors.size() - 1);
}

Event event_of(const StressNote& note, std::int16_t actor) {
  Event event{.kind = Event::Kind::exit, .actor = actor};
  event.text = note.text.data();
  if (note.kind == Kind::mark) event.kind = Event::Kind::mark;
  if (note.kind == Kind::log) event.kind = Event::Kind::log;
  if (note.kind == Kind::exit) event.text = fmt::format("exit {}", note.value);
  if (note.kind == Kind::killed) event.text = "SIGKILL";
  if (note.kind == Kind::vanished) event.text = "a signal that nobody sent";
  event.operation.result = note.kind == Kind::exit ? note.value : note.kind == Kind::killed ? 128 + 9 : 128;
  return event;
}

}  // namespace

model::Trace stress_trace(const StressBoard& board, int actors, const std::filesystem::path& world) {
  model::Trace trace;
  for (int actor = 0; actor < actors; ++actor)
    trace.actors.push_back({.name = std::to_string(actor + 1), .pid = board.pids[static_cast<std::size_t>(actor)]});
  std::set<int> killed;
  for (std::uint32_t i = 0; i < std::min(board.note_count.load(), StressBoard::kNotesMax); ++i) {
    const StressNote& note = board.notes[i];
    if (note.kind == Kind::none || killed.contains(note.pid)) continue;
    if (note.kind == Kind::killed) killed.insert(note.pid);
    const std::int16_t actor = actor_of(trace, note);
    if (note.kind == Kind::open)
      trace.residue.push_back({model::Residue::Kind::descriptor, actor, std::to_string(note.value)});
    else
      trace.events.push_back(event_of(note, actor));
  }
  std::error_code gone;
  for (std::filesystem::recursive_directory_iterator file(world, gone), end; file != end; file.increment(gone))
    trace.residue.push_back({model::Residue::Kind::file, -1, file->path().lexically_relative(world)});
  return trace;
}

}  // namespace lockproof::measure
