#include "reports/event_words.h"

#include <fmt/format.h>

#include <string_view>

#include "reports/duration.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

using model::Choice;
using model::Event;
using model::Object;
using model::Operation;
using model::Trace;

std::string awaited(const Operation& operation) {
  if (model::call_name(operation.number).find("sleep") != std::string_view::npos) return "sleeps";
  for (const model::Access& access : operation.accesses) {
    switch (access.object.kind) {
      case Object::Kind::flock:
        return "waits for the lock";
      case Object::Kind::record_lock:
        return "waits for the record lock";
      case Object::Kind::futex:
        return "waits for the futex";
      case Object::Kind::pipe:
        return "waits for the pipe";
      case Object::Kind::watch:
        return "waits for a change of files";
      case Object::Kind::process:
        return fmt::format("waits for process {}", access.object.a);
      default:
        break;
    }
  }
  return "waits";
}

bool is_chosen_kill(const Trace& trace, const Event& event) {
  return event.text == "SIGKILL" && event.step < trace.schedule.size() &&
         trace.schedule[event.step].kind == Choice::Kind::kill;
}

std::string clock_text(const Trace& trace, std::size_t index) {
  const std::int64_t before_ns = index == 0 ? 0 : trace.events[index - 1].time_ns;
  return fmt::format("the clock moves on by {}", duration_text(trace.events[index].time_ns - before_ns));
}

std::string spawn_text(const Trace& trace, const Event& event) {
  const auto actor = static_cast<std::size_t>(event.actor);
  if (event.actor < 0 || actor >= trace.actors.size()) return "starts";
  const model::ActorRecord& record = trace.actors[actor];
  const std::string parent = record.parent < 0 ? "" : fmt::format(", child of {}", actor_text(trace, record.parent));
  return fmt::format("starts as PID {}{}", record.pid, parent);
}

// Events that look the same in narrow places and in wide ones.
EventWords simple_words(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  const std::string text = printable(event.text);
  switch (event.kind) {
    case Event::Kind::mark:
      return {text, "", Colour::bold};
    case Event::Kind::log:
      return {fmt::format("log: {}", text), "", Colour::none};
    case Event::Kind::spawn:
      return {spawn_text(trace, event), "", Colour::faint};
    case Event::Kind::exec:
      return {fmt::format("becomes {}", text), "", Colour::faint};
    case Event::Kind::fault:
      return {fmt::format("fault: {}", text), "", Colour::red};
    case Event::Kind::signal:
      return {fmt::format("receives {}", text), "", Colour::yellow};
    case Event::Kind::exit:
      if (is_chosen_kill(trace, event)) return {"killed here, as scheduled", "", Colour::red};
      if (text.starts_with("exit ")) return {text, "", Colour::faint};
      return {fmt::format("dies of {}", text), "", Colour::yellow};
    case Event::Kind::clock:
      return {clock_text(trace, index), "", Colour::yellow};
    case Event::Kind::operation:
    case Event::Kind::blocked:
      break;
  }
  return {text, "", Colour::none};
}

std::string_view last_part(std::string_view path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string_view::npos || slash + 1 == path.size() ? path : path.substr(slash + 1);
}

// "link a.tmp a.lock".
std::string short_call(const Operation& operation) {
  std::string text(model::call_name(operation.number));
  for (const std::string& path : {operation.path, operation.path2}) {
    if (!path.empty()) text += fmt::format(" {}", printable(last_part(path)));
  }
  return text;
}

// "= -1 EEXIST (File exists)" without the explanation, and without the number that all errors share: "EEXIST".
std::string short_result(const Operation& operation) {
  std::string text = result_text(operation);
  constexpr std::string_view kError = "= -1 ";
  if (text.starts_with(kError) && !text.starts_with("= -1 (")) {
    text = text.substr(kError.size(), text.find(" (") - kError.size());
  }
  return text;
}

Colour result_colour(const Operation& operation) {
  return operation.result < 0 ? Colour::yellow : Colour::none;
}

}  // namespace

EventWords event_words(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  const bool is_blocked = event.kind == Event::Kind::blocked;
  if (!is_blocked && event.kind != Event::Kind::operation) return simple_words(trace, index);
  const std::string call = printable(to_string(event.operation));
  if (is_blocked) return {call, awaited(event.operation), Colour::faint};
  return {call, result_text(event.operation), result_colour(event.operation)};
}

EventWords short_event_words(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  const bool is_blocked = event.kind == Event::Kind::blocked;
  if (!is_blocked && event.kind != Event::Kind::operation) return simple_words(trace, index);
  const std::string call = short_call(event.operation);
  if (is_blocked) {
    const std::string waits = awaited(event.operation);
    return {call, waits.substr(0, waits.find(' ')), Colour::faint};
  }
  return {call, short_result(event.operation), result_colour(event.operation)};
}

std::string actor_text(const Trace& trace, int actor) {
  const bool is_known = actor >= 0 && static_cast<std::size_t>(actor) < trace.actors.size();
  return is_known ? printable(trace.actors[static_cast<std::size_t>(actor)].name) : fmt::format("#{}", actor);
}

}  // namespace lockproof::reports
