#include "model/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace lockproof::model {
namespace {

std::string actor_name(const Trace& trace, std::int32_t actor) {
  const bool is_known = actor >= 0 && static_cast<std::size_t>(actor) < trace.actors.size();
  return is_known ? trace.actors[static_cast<std::size_t>(actor)].name : fmt::format("#{}", actor);
}

// All that the text of an event may leave out.
std::string details(const Event& event) {
  const Operation& operation = event.operation;
  std::string text = fmt::format(
      "[at {} ns, step {}, fd {}, result {}, flags {:#x}, value {}, path \"{}\", \"{}\", data \"{}\" hash {:#x}, "
      "accesses",
      event.time_ns, event.step, operation.fd, operation.result, operation.flags, operation.value, operation.path,
      operation.path2, operation.data, operation.data_hash);
  for (const Access& access : operation.accesses) {
    fmt::format_to(std::back_inserter(text), " {}{}:{:x}:{:x}", access.write ? "w" : "r",
                   static_cast<int>(access.object.kind), access.object.a, access.object.b);
  }
  return text + "]";
}

// "WHAT: LEFT, then RIGHT".
std::string then(std::string_view what, std::string_view left, std::string_view right) {
  return fmt::format("{}: {}, then {}", what, left, right);
}

std::string event_difference(const Trace& left, const Trace& right, std::size_t index) {
  const std::string what = fmt::format("event {}", index);
  const Event& before = left.events[index];
  const Event& after = right.events[index];
  const std::string text = to_string(left, before);
  const std::string other = to_string(right, after);
  if (text == other) return then(fmt::format("{}: {}", what, text), details(before), details(after));

  const bool differ_in_result = before.kind == Event::Kind::operation && after.kind == before.kind &&
                                before.actor == after.actor &&
                                to_string(before.operation) == to_string(after.operation);
  return then(what, text, differ_in_result ? result_text(after.operation) : other);
}

std::string text_of(const ActorRecord& actor) {
  return fmt::format("{} (PID {}, parent {})", actor.name, actor.pid, actor.parent);
}
std::string text_of(const Choice& choice) {
  return to_string(choice);
}
std::string text_of(const Residue& residue) {
  return fmt::format("{} {} (actor {})", to_string(residue.kind), residue.name, residue.actor);
}
std::string text_of(const std::string& reason) {
  return reason;
}

template <typename Item>
std::string list_difference(std::string_view noun, const std::vector<Item>& left, const std::vector<Item>& right) {
  const auto [mine, theirs] = std::ranges::mismatch(left, right);
  if (mine == left.end() && theirs == right.end()) return "";
  return then(fmt::format("{} {}", noun, mine - left.begin()), mine == left.end() ? "none" : text_of(*mine),
              theirs == right.end() ? "none" : text_of(*theirs));
}

std::string events_difference(const Trace& left, const Trace& right) {
  const auto [mine, theirs] = std::ranges::mismatch(left.events, right.events);
  if (mine != left.events.end() && theirs != right.events.end()) {
    return event_difference(left, right, static_cast<std::size_t>(mine - left.events.begin()));
  }
  if (mine == left.events.end() && theirs == right.events.end()) return "";
  return then(fmt::format("event {}", mine - left.events.begin()),
              mine == left.events.end() ? "none" : to_string(left, *mine),
              theirs == right.events.end() ? "none" : to_string(right, *theirs));
}

}  // namespace

void Trace::clear() {
  actors.clear();
  schedule.clear();
  events.clear();
  residue.clear();
  unmodelled.clear();
  end = End::completed;
  time_ns = 0;
}

std::string to_string(const Trace& trace, const Event& event) {
  const std::string who = event.actor < 0 ? "" : fmt::format("actor {} ", actor_name(trace, event.actor));
  switch (event.kind) {
    case Event::Kind::operation:
      return fmt::format("{}{} {}", who, to_string(event.operation), result_text(event.operation));
    case Event::Kind::blocked:
      return fmt::format("{}{} would wait", who, to_string(event.operation));
    case Event::Kind::spawn:
      return fmt::format("{}spawn", who);
    case Event::Kind::clock:
      return fmt::format("{}clock {} ns", who, event.time_ns);
    default:
      return fmt::format("{}{}: {}", who, to_string(event.kind), event.text);
  }
}

// Events come first: what they show is the cause of all other differences.
std::string first_difference(const Trace& left, const Trace& right) {
  if (left == right) return "";
  if (auto text = events_difference(left, right); !text.empty()) return text;
  if (auto text = list_difference("choice", left.schedule, right.schedule); !text.empty()) return text;
  if (auto text = list_difference("actor", left.actors, right.actors); !text.empty()) return text;
  if (auto text = list_difference("residue", left.residue, right.residue); !text.empty()) return text;
  if (auto text = list_difference("unmodelled", left.unmodelled, right.unmodelled); !text.empty()) return text;
  if (left.end != right.end) return then("end", to_string(left.end), to_string(right.end));
  return then("virtual time", fmt::format("{} ns", left.time_ns), fmt::format("{} ns", right.time_ns));
}

std::string_view to_string(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::operation:
      return "operation";
    case Event::Kind::blocked:
      return "blocked";
    case Event::Kind::mark:
      return "mark";
    case Event::Kind::log:
      return "log";
    case Event::Kind::spawn:
      return "spawn";
    case Event::Kind::exec:
      return "exec";
    case Event::Kind::fault:
      return "fault";
    case Event::Kind::signal:
      return "signal";
    case Event::Kind::exit:
      return "exit";
    case Event::Kind::clock:
      return "clock";
  }
  return "unknown";
}

std::string_view to_string(End end) {
  switch (end) {
    case End::completed:
      return "completed";
    case End::stopped:
      return "stopped";
    case End::deadlock:
      return "deadlock";
    case End::step_limit:
      return "step_limit";
    case End::no_progress:
      return "no_progress";
    case End::spinning:
      return "spinning";
    case End::overgrown:
      return "overgrown";
    case End::vanished:
      return "vanished";
  }
  return "unknown";
}

std::string_view to_string(Residue::Kind kind) {
  switch (kind) {
    case Residue::Kind::file:
      return "file";
    case Residue::Kind::process:
      return "process";
    case Residue::Kind::descriptor:
      return "descriptor";
    case Residue::Kind::kernel_lock:
      return "kernel_lock";
  }
  return "unknown";
}

}  // namespace lockproof::model
