#include "reports/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "reports/event_words.h"
#include "reports/occupants.h"
#include "reports/table.h"
#include "reports/terminal_text.h"
#include "reports/timeline.h"

namespace lockproof::reports {
namespace {

using model::Event;
using model::Object;
using model::Trace;

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

using Key = std::tuple<Object::Kind, std::uint64_t, std::uint64_t>;

struct Use {
  std::size_t event;
  bool write;
};

// One actor's last uses of an object: one past the event, 0 for none.
struct LastUses {
  std::size_t read = 0;
  std::size_t write = 0;
};

bool is_met_at(const Object& object) {
  return object.kind != Object::Kind::description && object.kind != Object::Kind::outside;
}

// Whether who changes it learns from the result how it was before: write(2) tells nothing, an exclusive create does.
bool tells(const Object& object) {
  return object.kind != Object::Kind::data && object.kind != Object::Kind::attributes;
}

class Explanation {
 public:
  Explanation(const Trace& trace, const model::Violation& violation, const Style& style)
      : trace_(trace),
        violation_(violation),
        style_(style),
        end_(std::min(trace.events.size(), violation.event + 1UL)) {
    for (std::size_t index = 0; index < end_; ++index) learn(index);
    if (telling().empty()) learn_last_looks();
  }

  std::string text() const {
    std::string text = steps_text() + "\n";
    const std::vector<std::string> missing = order_sentences();
    for (const std::string& sentence : missing) text += sentence + "\n";
    for (const std::string& sentence : stale_sentences()) text += sentence + "\n";
    if (missing.empty())
      for (const std::string& sentence : survivor_sentences()) text += sentence + "\n";
    return text + fmt::format("{}: {}\n", violation_.oracle, printable(violation_.message));
  }

  std::vector<std::size_t> telling() const {
    const Same same = same_steps();
    std::vector<std::size_t> told;
    for (std::size_t index = 0; index < end_; ++index)
      if (matters(index) && is_told(index, same.at({event(index).actor, words(index)}))) told.push_back(index);
    return told;
  }

 private:
  static constexpr std::size_t kOften = 3;

  struct Meeting {
    std::size_t with = kNone;  // event of another actor
    enum class How : std::uint8_t { sees, changes_seen, changes_made } how = How::sees;
  };
  using Clock = std::vector<std::size_t>;  // by actor: one past the last event of his that is known

  const Event& event(std::size_t index) const { return trace_.events[index]; }
  std::string who(std::size_t index) const { return "actor " + actor_text(trace_, event(index).actor); }
  std::string step(std::size_t index) const { return fmt::format("step {}", event(index).step); }
  std::string words(std::size_t index) const {
    const EventWords words = event_words(trace_, index);
    return words.outcome.empty() ? words.what : words.what + " " + words.outcome;
  }

  void learn(std::size_t index) {
    const Event& now = event(index);
    if (now.actor < 0 || now.kind == Event::Kind::blocked) return;
    Clock& mine = known_[now.actor];
    mine.resize(trace_.actors.size());
    mine[static_cast<std::size_t>(now.actor)] = index + 1;
    for (const auto& [object, write] : now.operation.accesses) {
      if (!is_met_at(object)) continue;
      const Key key{object.kind, object.a, object.b};
      meet(index, key, write);
      Clock& written = written_[key];
      written.resize(mine.size());
      if (!write || tells(object))
        for (std::size_t i = 0; i < mine.size(); ++i) mine[i] = std::max(mine[i], written[i]);
      if (write) written = mine;
      uses_[key].push_back({index, write});
    }
    if (now.kind == Event::Kind::mark) clock_at_mark_[index] = mine;
  }

  // Where nothing else tells: what whoever had not finished saw last is what he waited for.
  void learn_last_looks() {
    std::map<int, std::size_t> last;
    for (std::size_t index = 0; index < end_; ++index) {
      const Event& now = event(index);
      if (now.kind == Event::Kind::exit) last.erase(now.actor);
      if (now.kind == Event::Kind::operation &&
          std::ranges::any_of(now.operation.accesses, is_met_at, &model::Access::object))
        last[now.actor] = index;
    }
    for (const auto& [actor, index] : last) last_looks_.insert(index);
  }

  // The latest step of another actor that this access conflicts with, unless the actor has written the object since.
  void meet(std::size_t index, const Key& key, bool write) {
    std::map<int, LastUses>& last = last_[key];
    LastUses& own = last[event(index).actor];
    const bool is_dirset = std::get<0>(key) == Object::Kind::dirset;
    std::size_t with = own.write;
    bool is_written = false;
    for (const auto& [actor, uses] : last) {
      if (actor == event(index).actor) continue;
      if (uses.read > with && write) std::tie(with, is_written) = std::pair(uses.read, false);
      if (uses.write > with && !(is_dirset && write)) std::tie(with, is_written) = std::pair(uses.write, true);
    }
    (write ? own.write : own.read) = index + 1;
    if (with == 0 || event(with - 1).actor == event(index).actor) return;
    const auto how = !write ? Meeting::How::sees : is_written ? Meeting::How::changes_made : Meeting::How::changes_seen;
    Meeting& meeting = meetings_[index];
    if (meeting.with == kNone || how > meeting.how) meeting = {with - 1, how};
    met_.insert(with - 1);
  }

  bool matters(std::size_t index) const {
    switch (event(index).kind) {
      case Event::Kind::mark:
      case Event::Kind::fault:
      case Event::Kind::signal:
        return true;
      case Event::Kind::exit:
        return !event(index).text.starts_with("exit 0");
      case Event::Kind::operation:
        return meetings_.contains(index) || met_.contains(index) || last_looks_.contains(index);
      case Event::Kind::blocked:
        return true;
      default:
        return false;
    }
  }

  std::string note(std::size_t index) const {
    if (index == violation_.event) return "<-- " + violation_.oracle;
    const auto found = meetings_.find(index);
    if (found == meetings_.end()) return "";
    const auto& [with, how] = found->second;
    const std::string_view verb = how == Meeting::How::sees           ? "sees {} of {}"
                                  : how == Meeting::How::changes_made ? "changes what {} of {} made"
                                                                      : "changes what {} of {} saw";
    return fmt::format(fmt::runtime(verb), step(with), who(with));
  }

  // By who does it and what it is.
  using Same = std::map<std::pair<int, std::string>, std::vector<std::size_t>>;
  Same same_steps() const {
    Same same;
    for (std::size_t index = 0; index < end_; ++index)
      if (matters(index)) same[{event(index).actor, words(index)}].push_back(index);
    return same;
  }

  // What an actor does again and again stands where it came first.
  bool is_told(std::size_t index, const std::vector<std::size_t>& same) const {
    return same.size() <= kOften || index == same.front() || index == violation_.event;
  }

  std::string steps_text() const {
    Table table{.columns = {{"step", true}, {"time", true}, {"actor"}, {"what"}, {"why it matters"}}, .rows = {}};
    const Same same = same_steps();
    for (const std::size_t index : telling()) {
      const auto& all = same.at({event(index).actor, words(index)});
      std::string why = note(index);
      if (all.size() > kOften && index == all.front())
        why += fmt::format("{}{} times, until step {}", why.empty() ? "" : "; ", all.size(), event(all.back()).step);
      table.rows.push_back({{std::to_string(event(index).step)},
                            {fmt::format("+{:.6f} s", static_cast<double>(event(index).time_ns) / 1e9)},
                            {actor_text(trace_, event(index).actor)},
                            {words(index), event_words(trace_, index).colour},
                            {std::move(why), Colour::faint}});
    }
    return to_text(table, style_);
  }

  // Whose last "enter KEY" has no "leave KEY" before `end`.
  std::vector<std::size_t> inside(std::string_view key, std::size_t end) const {
    std::map<int, std::size_t> entered;
    for (std::size_t index = 0; index < end; ++index) {
      const Event& now = event(index);
      if (section_entered(now) == key) entered[now.actor] = index;
      if (section_left(now) == key || now.kind == Event::Kind::exit) entered.erase(now.actor);
    }
    std::vector<std::size_t> enters;
    for (const auto& [actor, index] : entered) enters.push_back(index);
    return enters;
  }

  std::vector<std::string> order_sentences() const {
    if (violation_.event >= end_) return {};
    const Event& last = event(violation_.event);
    const auto section = section_entered(last);
    if (!section) return {};
    const std::string_view key = *section;
    std::vector<std::string> sentences;
    for (const std::size_t enter : inside(key, violation_.event)) {
      if (event(enter).actor == last.actor) continue;
      sentences.push_back(
          fmt::format("Missing: no happens-before edge leads from a \"leave {}\" of {} to the \"enter {}\" of {}.",
                      printable(key), who(enter), printable(key), who(violation_.event)));
      sentences.push_back(knowledge(violation_.event, enter));
      sentences.push_back(knowledge(enter, violation_.event));
    }
    return sentences;
  }

  // What he who enters at `mine` could know by then of the other one, who enters at `his`.
  std::string knowledge(std::size_t mine, std::size_t his) const {
    const std::size_t known = clock_at_mark_.at(mine).at(static_cast<std::size_t>(event(his).actor));
    if (known == 0) return fmt::format("When {} entered, it had seen nothing that {} did.", who(mine), who(his));
    return fmt::format("When {} entered, the last that it could know of {} was {} ({}).", who(mine), who(his),
                       step(known - 1), words(known - 1));
  }

  // The last access of an actor to something that another one changed later.
  std::vector<std::string> stale_sentences() const {
    std::map<std::pair<int, std::size_t>, std::size_t> stale;  // who, the change -> what he had seen or made
    for (const auto& [key, uses] : uses_) {
      if (std::get<0>(key) == Object::Kind::dirset) continue;
      const auto change = std::find_if(uses.rbegin(), uses.rend(), [](const Use& use) { return use.write; });
      if (change == uses.rend()) continue;
      std::map<int, std::size_t> last;
      for (const Use& use : uses) last[event(use.event).actor] = use.event;
      for (const auto& [actor, index] : last)
        if (index < change->event && !is_gone(actor)) {
          std::size_t& seen = stale[{actor, change->event}];
          seen = std::max(seen, index);
        }
    }
    std::vector<std::string> sentences;
    for (const auto& [key, seen] : stale)
      sentences.push_back(fmt::format("{} never looked again after {} ({}): {} of {} ({}) changed that.", who(seen),
                                      step(seen), words(seen), step(key.second), who(key.second), words(key.second)));
    return sentences;
  }

  bool is_gone(int actor) const {
    return std::any_of(trace_.events.begin(), trace_.events.begin() + static_cast<std::ptrdiff_t>(end_),
                       [&](const Event& now) { return now.kind == Event::Kind::exit && now.actor == actor; });
  }

  // Who is left, and on what his last look fell: said where nobody came in who should not have.
  std::vector<std::string> survivor_sentences() const {
    std::vector<std::string> sentences;
    for (const auto& [actor, clock] : known_) {
      if (is_gone(actor)) continue;
      for (std::size_t index = end_; index-- > 0;)
        if (event(index).actor == actor && (event(index).kind == Event::Kind::blocked || meetings_.contains(index))) {
          sentences.push_back(fmt::format("{} is still there; the last that it looked at: {} ({}).", who(index),
                                          words(index), step(index)));
          break;
        }
    }
    return sentences;
  }

  const Trace& trace_;
  const model::Violation& violation_;
  const Style& style_;
  const std::size_t end_;
  std::map<Key, std::vector<Use>> uses_;
  std::map<Key, std::map<int, LastUses>> last_;
  std::map<Key, Clock> written_;
  std::map<int, Clock> known_;
  std::map<std::size_t, Clock> clock_at_mark_;
  std::map<std::size_t, Meeting> meetings_;
  std::set<std::size_t> met_;
  std::set<std::size_t> last_looks_;
};

}  // namespace

std::string explanation(const Trace& trace, const model::Violation& violation, const Style& style) {
  return Explanation(trace, violation, style).text();
}

std::vector<std::size_t> telling_events(const Trace& trace, const model::Violation& violation) {
  return Explanation(trace, violation, {}).telling();
}

}  // namespace lockproof::reports
