#include "reports/chrome_trace.h"

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "reports/duration.h"
#include "reports/event_words.h"
#include "reports/occupants.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

using Json = nlohmann::ordered_json;
using model::Event;
using model::Trace;

constexpr std::int64_t kEventUs = 1000;
constexpr int kProcess = 1;
constexpr int kClockTrack = 0;  // of the world; processes follow

int track_of(int actor) {
  return actor < 0 ? kClockTrack : actor + 1;
}

class Writer {
 public:
  explicit Writer(const Trace& trace) : trace_(trace), open_sections_(trace.actors.size()) {}

  void name(const char* what, int track, std::string_view text) {
    events_.push_back({{"ph", "M"}, {"pid", kProcess}, {"tid", track}, {"name", what}, {"args", {{"name", text}}}});
  }

  void event(std::size_t index) {
    const Event& event = trace_.events[index];
    if (const auto key = section_entered(event)) section(event, "B", index, std::string(*key));
    slice(index);
    if (section_left(event)) close_section(event, index + 1);
    if (event.kind == Event::Kind::exit)
      while (close_section(event, index + 1)) {
      }
  }

  // What never came to its end, as when an oracle had seen enough.
  void close_all() {
    for (std::size_t actor = 0; actor < open_sections_.size(); ++actor)
      while (close_section({.actor = static_cast<std::int16_t>(actor)}, trace_.events.size())) {
      }
  }

  void mark(std::size_t index, std::string_view text) {
    events_.push_back({{"ph", "i"},
                       {"pid", kProcess},
                       {"tid", kClockTrack},
                       {"ts", static_cast<std::int64_t>(index) * kEventUs},
                       {"s", "g"},
                       {"name", text}});
  }

  Json take() { return std::move(events_); }

 private:
  void slice(std::size_t index) {
    const Event& event = trace_.events[index];
    const EventWords words = event_words(trace_, index);
    Json arguments = {{"step", event.step}, {"virtual time", moment_text(event.time_ns)}};
    if (!words.outcome.empty()) arguments["outcome"] = words.outcome;
    events_.push_back({{"ph", "X"},
                       {"pid", kProcess},
                       {"tid", track_of(event.actor)},
                       {"ts", static_cast<std::int64_t>(index) * kEventUs},
                       {"dur", duration(index) * kEventUs},
                       {"name", words.what},
                       {"cat", to_string(event.kind)},
                       {"args", std::move(arguments)}});
  }

  // In events: one, but for a wait.
  std::int64_t duration(std::size_t index) const {
    if (trace_.events[index].kind != Event::Kind::blocked) return 1;
    std::size_t next = index + 1;
    while (next < trace_.events.size() && trace_.events[next].actor != trace_.events[index].actor) ++next;
    return static_cast<std::int64_t>(next - index);
  }

  void section(const Event& event, const char* phase, std::size_t index, const std::string& name) {
    events_.push_back({{"ph", phase},
                       {"pid", kProcess},
                       {"tid", track_of(event.actor)},
                       {"ts", static_cast<std::int64_t>(index) * kEventUs},
                       {"name", "inside " + printable(name)}});
    if (*phase == 'B' && event.actor >= 0) open_sections_.at(static_cast<std::size_t>(event.actor)).push_back(name);
  }

  // False if none is open.
  bool close_section(const Event& event, std::size_t index) {
    if (event.actor < 0) return false;
    auto& open = open_sections_.at(static_cast<std::size_t>(event.actor));
    if (open.empty()) return false;
    const std::string name = std::move(open.back());
    open.pop_back();
    section(event, "E", index, name);
    return true;
  }

  const Trace& trace_;
  std::vector<std::vector<std::string>> open_sections_;  // of each actor, the innermost last
  Json events_ = Json::array();
};

}  // namespace

std::string to_chrome_trace(const Trace& trace, const std::optional<model::Violation>& violation,
                            std::string_view title) {
  Writer writer(trace);
  writer.name("process_name", kClockTrack, printable(title));
  writer.name("thread_name", kClockTrack, "clock");
  for (std::size_t actor = 0; actor < trace.actors.size(); ++actor)
    writer.name("thread_name", track_of(static_cast<int>(actor)),
                "actor " + actor_text(trace, static_cast<int>(actor)));
  for (std::size_t i = 0; i < trace.events.size(); ++i) writer.event(i);
  writer.close_all();
  if (violation) writer.mark(violation->event, printable(violation->oracle + ": " + violation->message));
  return Json({{"displayTimeUnit", "ms"}, {"traceEvents", writer.take()}}).dump() + '\n';
}

}  // namespace lockproof::reports
