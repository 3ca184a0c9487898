#include "reports/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "reports/count.h"
#include "reports/duration.h"
#include "reports/event_words.h"
#include "reports/occupants.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

using model::Trace;
using model::Violation;

// What an event's line has in common with those of other forms, before it is laid out.
struct Line {
  std::string step;
  std::string time;
  std::string actor;
  std::string inside;
  EventWords words;
};

struct Widths {
  int step = width("step");
  int time = width("time");
  int actor = width("actor");
  int inside = width("inside");

  int before_words() const { return step + time + actor + inside + 8; }
};

std::vector<Line> lines_of(const Trace& trace) {
  std::vector<Line> lines;
  Occupants occupants(trace);
  for (std::size_t i = 0; i < trace.events.size(); ++i) {
    const model::Event& event = trace.events[i];
    occupants.observe(event);
    lines.push_back({fmt::to_string(event.step), moment_text(event.time_ns),
                     event.actor < 0 ? "-" : actor_text(trace, event.actor), occupants.text(), event_words(trace, i)});
  }
  return lines;
}

Widths widths_of(const std::vector<Line>& lines) {
  Widths widths;
  for (const Line& line : lines) {
    widths.step = std::max(widths.step, width(line.step));
    widths.time = std::max(widths.time, width(line.time));
    widths.actor = std::max(widths.actor, width(line.actor));
    widths.inside = std::max(widths.inside, width(line.inside));
  }
  return widths;
}

std::string columns_text(const Line& line, const Widths& widths) {
  return fmt::format("{}  {}  {}  {}", padded_left(line.step, widths.step), padded_left(line.time, widths.time),
                     padded_right(line.actor, widths.actor), padded_right(line.inside, widths.inside));
}

// Fewer rounds of the same lines are shown as they are.
constexpr std::size_t kRoundsMin = 4;

// At least this much of a call is shown, however long its result.
constexpr int kCallWidthMin = 16;

// Gives up the explanation of an error first, then the middle of the call.
std::string fitted(const EventWords& words, int columns, const Style& style) {
  std::string outcome = words.outcome.empty() ? "" : " " + words.outcome;
  if (style.columns == 0 || width(words.what) + width(outcome) <= columns) return words.what + outcome;
  outcome.resize(std::min(outcome.size(), outcome.find(" (")));
  return elided_middle(words.what, std::max(kCallWidthMin, columns - width(outcome))) + outcome;
}

// Behind the event if there is room, below it otherwise.
std::string with_pointer(const std::string& line, const std::string& text, int indent, const Style& style) {
  const std::string pointer = painted(text, Colour::red, style);
  return style.columns == 0 || indent + width(line) + 2 + width(text) <= style.columns
             ? fmt::format("  {}\n", pointer)
             : fmt::format("\n{:{}}{}\n", "", indent, pointer);
}

}  // namespace

std::vector<Repetition> folded_events(const Trace& trace, const std::optional<Violation>& violation) {
  std::vector<std::string> items;
  Occupants occupants(trace);
  for (std::size_t i = 0; i < trace.events.size(); ++i) {
    occupants.observe(trace.events[i]);
    const EventWords words = event_words(trace, i);
    items.push_back(fmt::format("{} {} {} {}", trace.events[i].actor, occupants.text(), words.what, words.outcome));
    if (violation && violation->event == i) items.back() += " violation";
  }
  return repetitions(items, kRoundsMin);
}

std::string rounds_text(const Repetition& repetition, const Trace& trace) {
  return fmt::format("... {} of {}, until {}", count_text(repetition.rounds - 1, "more round"),
                     repetition.period == 1 ? "this line" : fmt::format("these {} lines", repetition.period),
                     moment_text(trace.events[repetition.end() - 1].time_ns));
}

std::string timeline(const Trace& trace, const std::optional<Violation>& violation, const Style& style, bool folds) {
  const std::vector<Line> lines = lines_of(trace);
  const Widths widths = widths_of(lines);
  const int indent = widths.before_words();

  std::string header = columns_text({"step", "time", "actor", "inside", {}}, widths);
  header.resize(header.find_last_not_of(' ') + 1);
  std::string text = painted(header, Colour::bold, style) + '\n';
  const auto repeated = folds ? folded_events(trace, violation) : std::vector<Repetition>();
  auto fold = repeated.begin();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (fold != repeated.end() && i == fold->first + fold->period) {
      text += fmt::format("{:{}}{}\n", "", indent, painted(rounds_text(*fold, trace), Colour::faint, style));
      i = fold->end() - 1;
      ++fold;
      continue;
    }
    const EventWords& words = lines[i].words;
    const std::string what = fitted(words, style.columns - indent, style);
    text += fmt::format("{}  {}", columns_text(lines[i], widths), painted(what, words.colour, style));
    const bool is_violation = violation && violation->event == i;
    text += is_violation ? with_pointer(what, pointer_text(*violation), indent, style) : "\n";
  }
  text += ending_text(trace);
  if (violation && violation->event >= lines.size()) {
    text += painted(pointer_text(*violation), Colour::red, style) + '\n';
  }
  return text;
}

std::string ending_text(const Trace& trace) {
  std::string text = fmt::format("{} after {}, virtual {}\n", to_string(trace.end),
                                 count_text(trace.schedule.size(), "step"), duration_text(trace.time_ns));
  for (const model::Residue& residue : trace.residue) {
    const std::string owner = residue.actor < 0 ? "" : fmt::format(" of actor {}", actor_text(trace, residue.actor));
    text += fmt::format("left behind: {} {}{}\n", to_string(residue.kind), printable(residue.name), owner);
  }
  for (const std::string& reason : trace.unmodelled) {
    text += fmt::format("not modelled: {}\n", printable(reason));
  }
  return text;
}

std::string pointer_text(const Violation& violation) {
  return fmt::format("<-- {}: {}", printable(violation.oracle), printable(violation.message));
}

}  // namespace lockproof::reports
