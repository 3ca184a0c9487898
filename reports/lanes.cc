#include "reports/lanes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "reports/duration.h"
#include "reports/event_words.h"
#include "reports/occupants.h"
#include "reports/terminal_text.h"
#include "reports/timeline.h"

namespace lockproof::reports {
namespace {

using model::Event;
using model::Trace;

constexpr int kGap = 2;
constexpr int kLaneWidthMin = 16;
constexpr int kLaneWidthMax = 40;

class Lanes {
 public:
  Lanes(const Trace& trace, const Style& style)
      : trace_(trace), style_(style), occupants_(trace), is_alive_(trace.actors.size(), true) {
    for (const Event& event : trace.events) {
      time_width_ = std::max(time_width_, width(moment_text(event.time_ns)));
    }
    // An actor whose birth is not in the trace was there from the start.
    for (const Event& event : trace.events) {
      if (event.kind == Event::Kind::spawn && has_lane(event)) is_alive_[lane_of(event)] = false;
    }
    const int count = static_cast<int>(std::max<std::size_t>(1, trace.actors.size()));
    const int room = style.columns == 0 ? kLaneWidthMax : (style.columns - time_width_) / count - kGap;
    lane_width_ = std::clamp(room, kLaneWidthMin, kLaneWidthMax);
  }

  std::string header() const {
    std::string line = padded_left("time", time_width_);
    for (std::size_t i = 0; i < trace_.actors.size(); ++i) {
      line += in_lane(actor_text(trace_, static_cast<int>(i)));
    }
    return painted(trimmed(line), Colour::bold, style_) + '\n';
  }

  std::string event(std::size_t index) {
    const Event& event = trace_.events[index];
    occupants_.observe(event);
    if (event.kind == Event::Kind::spawn && has_lane(event)) is_alive_[lane_of(event)] = true;
    const EventWords words = short_event_words(trace_, index);
    const std::string line = has_lane(event) ? actors_line(event, words) : time(event) + in_lane(words.what);
    if (event.kind == Event::Kind::exit && has_lane(event)) is_alive_[lane_of(event)] = false;
    return trimmed(line) + '\n';
  }

 private:
  bool has_lane(const Event& event) const {
    return event.actor >= 0 && static_cast<std::size_t>(event.actor) < trace_.actors.size();
  }
  static std::size_t lane_of(const Event& event) { return static_cast<std::size_t>(event.actor); }

  std::string in_lane(std::string_view text) const { return std::string(kGap, ' ') + padded_right(text, lane_width_); }

  std::string time(const Event& event) {
    const std::string moment = moment_text(event.time_ns);
    const bool is_news = moment != last_time_;
    last_time_ = moment;
    return padded_left(is_news ? moment : "", time_width_);
  }

  std::string_view bar(std::size_t lane) const {
    if (!is_alive_[lane]) return " ";
    if (occupants_.contains(static_cast<int>(lane))) return style_.unicode ? "┃" : "#";
    return style_.unicode ? "│" : "|";
  }

  std::string actors_line(const Event& event, const EventWords& words) {
    std::string line = time(event);
    for (std::size_t i = 0; i < trace_.actors.size(); ++i) {
      const std::string text = i == lane_of(event) ? fitted(words) : "";
      const std::string blanks(static_cast<std::size_t>(std::max(0, lane_width_ - 2 - width(text))), ' ');
      line += fmt::format("  {} {}{}", bar(i), painted(text, words.colour, style_), blanks);
    }
    return line;
  }

  std::string fitted(const EventWords& words) const {
    const std::string outcome = words.outcome.empty() ? "" : " " + words.outcome;
    const int room = lane_width_ - 2;
    return elided(elided(words.what, std::max(room / 2, room - width(outcome))) + outcome, room);
  }

  static std::string trimmed(std::string line) {
    line.resize(line.find_last_not_of(' ') + 1);
    return line;
  }

  const Trace& trace_;
  const Style& style_;
  Occupants occupants_;
  std::vector<bool> is_alive_;
  int time_width_ = width("time");
  int lane_width_ = 0;
  std::string last_time_;
};

}  // namespace

std::string event_lanes(const Trace& trace, const std::optional<model::Violation>& violation, const Style& style,
                        bool folds) {
  Lanes lanes(trace, style);
  std::string text = lanes.header();
  const auto repeated = folds ? folded_events(trace, violation) : std::vector<Repetition>();
  auto fold = repeated.begin();
  for (std::size_t i = 0; i < trace.events.size(); ++i) {
    const std::string line = lanes.event(i);
    if (fold != repeated.end() && i >= fold->first + fold->period) {
      if (i + 1 < fold->end()) continue;
      text += painted(rounds_text(*fold, trace), Colour::faint, style) + '\n';
      ++fold;
      continue;
    }
    text += line;
    if (violation && violation->event == i) text += painted(pointer_text(*violation), Colour::red, style) + '\n';
  }
  return text;
}

std::string lanes(const Trace& trace, const std::optional<model::Violation>& violation, const Style& style,
                  bool folds) {
  std::string text = event_lanes(trace, violation, style, folds) + ending_text(trace);
  if (violation && violation->event >= trace.events.size()) {
    text += painted(pointer_text(*violation), Colour::red, style) + '\n';
  }
  return text;
}

}  // namespace lockproof::reports
