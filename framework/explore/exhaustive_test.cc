// Small programs with all that a search must get right: races, locks that block, exclusive creation, faults, a clock.
// For each, every schedule is made without any reduction, and the search must reach the same final states.
#include "explore/exhaustive.h"

#include <gtest/gtest.h>
#include <sys/file.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "explore/split_mix.h"

namespace lockproof::explore {
namespace {

using model::Choice;
using model::Event;
using model::Object;

struct Instruction {
  enum class Kind : std::uint8_t {
    load,    // into the actor's accumulator
    store,   // a number that tells who stored it, and what had been loaded
    add,     // load and store
    create,  // a name, if it is not there; remembers whether it was
    remove,  // the name
    list,    // remembers which names there are
    lock,    // sleeps while another one holds it
    unlock,
    sleep,  // until the clock moves
    kill,   // the actor `object`
    exit,   // what every actor does last
    tell,   // the same, after a mark that says what was seen
  };
  Kind kind = Kind::load;
  std::uint64_t object = 0;
};

using Code = std::vector<std::vector<Instruction>>;  // by actor

constexpr std::uint64_t kFree = ~std::uint64_t{0};

class Machine {
 public:
  Machine(const Code& code, std::uint32_t kills) : code_(code), kills_(kills), actors_(code.size()) {
    trace_.actors.resize(code.size());
    for (std::size_t i = 0; i < code.size(); ++i) trace_.actors[i].pid = static_cast<std::int32_t>(i + 1);
  }

  std::vector<Choice> choices() const {
    std::vector<Choice> choices;
    bool is_clock_pending = false;
    for (std::size_t i = 0; i < actors_.size(); ++i) {
      if (can_run(i)) choices.push_back({Choice::Kind::run, static_cast<std::uint16_t>(i)});
      is_clock_pending |= is_alive(i) && actors_[i].asleep;
    }
    const bool somebody_runs = !choices.empty();
    if (!somebody_runs && !is_clock_pending) return choices;
    for (std::size_t i = 0; kills_ > 0 && i < actors_.size(); ++i)
      if (is_alive(i)) choices.push_back({Choice::Kind::kill, static_cast<std::uint16_t>(i)});
    if (!somebody_runs) choices.push_back({Choice::Kind::clock, 0});
    return choices;
  }

  void apply(const Choice& choice) {
    trace_.schedule.push_back(choice);
    switch (choice.kind) {
      case Choice::Kind::run:
        return run(choice.actor);
      case Choice::Kind::kill:
        --kills_;
        actors_[choice.actor].killed = true;
        return end(choice.actor);
      default:
        for (State& actor : actors_) actor.asleep = false;
        ++time_ns_;
        return event(Event::Kind::clock, -1, {});
    }
  }

  const model::Trace& trace() const { return trace_; }
  bool is_over() const { return std::ranges::all_of(actors_, &State::ended); }

  // What is left of those who have ended, and of what they did.
  std::string told() const {
    std::string text;
    for (const State& actor : actors_) text += actor.told + (actor.ended ? "x " : " ");
    for (const Event& event : trace_.events)
      if (event.kind == Event::Kind::exit) text += event.text == "SIGKILL" ? "k" : "";
    for (const auto& [object, value] : values_)
      if (!value.empty()) text += std::to_string(object) + "=" + value + " ";
    for (const auto& [name, inode] : names_) text += "f" + std::to_string(name) + " ";
    return text;
  }

  // What a killed one has seen, nobody knows.
  std::string state() const {
    std::string text;
    for (const State& actor : actors_)
      text += actor.killed ? "killed " : actor.seen + (actor.ended ? "x" : "") + std::to_string(actor.done) + " ";
    for (const auto& [object, value] : values_)
      if (!value.empty()) text += std::to_string(object) + "=" + value + " ";
    for (const auto& [name, inode] : names_) text += "f" + std::to_string(name) + " ";
    return text;
  }

 private:
  struct State {
    std::size_t done = 0;
    std::string seen;
    std::string told;
    bool asleep = false;
    bool blocked = false;
    bool ended = false;
    bool killed = false;
  };

  bool is_alive(std::size_t i) const { return !actors_[i].ended; }
  bool can_run(std::size_t i) const { return is_alive(i) && !actors_[i].asleep && !actors_[i].blocked; }

  static constexpr std::uint16_t kRead = 0, kLock = 73, kOpen = 2, kUnlink = 87, kPwrite = 18;

  void event(Event::Kind kind, int actor, std::vector<model::Access> accesses, std::uint16_t call = kLock) {
    Event& event = trace_.events.emplace_back();
    event.kind = kind;
    event.actor = static_cast<std::int16_t>(actor);
    event.step = static_cast<std::uint32_t>(trace_.schedule.size() - 1);
    event.time_ns = time_ns_;
    event.operation.number = call;
    event.operation.accesses = std::move(accesses);
  }

  void end(std::size_t i) {
    std::vector<model::Access> accesses{{{Object::Kind::process, i + 1, 0}, true}};
    for (auto& [lock, holder] : holders_) {
      if (holder != i) continue;
      holder = kFree;
      accesses.push_back({{Object::Kind::flock, lock, 0}, true});
      wake(lock);
    }
    actors_[i].ended = true;
    event(Event::Kind::exit, static_cast<int>(i), std::move(accesses));
    trace_.events.back().text = trace_.schedule.back().kind == Choice::Kind::kill ? "SIGKILL" : "exit 0";
  }

  void wake(std::uint64_t lock) {
    for (std::size_t i = 0; i < actors_.size(); ++i)
      if (actors_[i].blocked && code_[i][actors_[i].done].object == lock) actors_[i].blocked = false;
  }

  void run(std::size_t i) {
    using Kind = Instruction::Kind;
    State& actor = actors_[i];
    const auto [kind, object] = code_[i][actor.done];
    const int index = static_cast<int>(i);
    const Object data{Object::Kind::data, object, 0};
    const Object dentry{Object::Kind::dentry, 1, object + 1};
    const Object names{Object::Kind::dirset, 1, 0};
    const Object flock{Object::Kind::flock, object, 0};
    const auto is_held_by_other = [&] {
      const std::uint64_t holder = holders_.try_emplace(object, kFree).first->second;
      return holder != kFree && holder != i;
    };
    if (kind == Kind::lock && is_held_by_other()) {
      actor.blocked = true;
      return event(Event::Kind::blocked, index, {{flock, false}});
    }
    ++actor.done;
    switch (kind) {
      case Kind::load:
        actor.seen += "<" + values_[object] + ">";
        return event(Event::Kind::operation, index, {{data, false}}, kRead);
      case Kind::store:
        values_[object] = std::to_string(i) + "." + std::to_string(actor.done) + actor.seen.substr(0, 8);
        return event(Event::Kind::operation, index, {{data, true}});
      case Kind::add:
        values_[object] += std::to_string(i);
        return event(Event::Kind::operation, index, {{data, true}}, kPwrite);
      case Kind::create: {
        const bool is_new = names_.try_emplace(object, 1).second;
        actor.seen += is_new ? "+" : "!";
        if (!is_new) return event(Event::Kind::operation, index, {{dentry, false}}, kOpen);
        event(Event::Kind::operation, index, {{dentry, true}, {names, true}}, kOpen);
        trace_.events.back().operation.created = ++inodes_;
        return;
      }
      case Kind::remove: {
        const bool was_there = names_.erase(object) != 0;
        actor.seen += was_there ? "-" : "?";
        if (!was_there) return event(Event::Kind::operation, index, {{dentry, false}}, kUnlink);
        return event(Event::Kind::operation, index, {{dentry, true}, {names, true}}, kUnlink);
      }
      case Kind::list:
        for (const auto& [name, inode] : names_) actor.seen += "[" + std::to_string(name) + "]";
        return event(Event::Kind::operation, index, {{names, false}}, kRead);
      case Kind::lock:
        holders_[object] = i;
        event(Event::Kind::operation, index, {{flock, true}});
        trace_.events.back().operation.flags = LOCK_EX;
        return;
      case Kind::unlock:
        if (holders_.try_emplace(object, kFree).first->second == i) holders_[object] = kFree;
        wake(object);
        event(Event::Kind::operation, index, {{flock, true}});
        trace_.events.back().operation.flags = LOCK_UN;
        return;
      case Kind::sleep:
        actor.asleep = true;
        return event(Event::Kind::operation, index, {});
      case Kind::kill: {
        const auto target = object % actors_.size();
        event(Event::Kind::operation, index, {{{Object::Kind::process, target + 1, 0}, true}});
        model::Operation& kill = trace_.events.back().operation;
        kill.number = 62;
        kill.flags = 9;
        kill.value = static_cast<std::int64_t>(target + 1);
        if (is_alive(target)) end(target);
        return;
      }
      case Kind::tell:
        actor.told = actor.seen;
        event(Event::Kind::mark, index, {});
        trace_.events.back().text = "end " + std::to_string(i) + " " + actor.told;
        return end(i);
      case Kind::exit:
        return end(i);
    }
  }

  const Code& code_;
  std::uint32_t kills_;
  std::int64_t time_ns_ = 0;
  std::uint64_t inodes_ = 100;
  std::vector<State> actors_;
  std::map<std::uint64_t, std::string> values_;
  std::map<std::uint64_t, int> names_;
  std::map<std::uint64_t, std::uint64_t> holders_;
  model::Trace trace_;
};

// Steps that only look, and after which their actor does nothing before it is killed.
std::set<std::size_t> looks_in_vain(const model::Trace& trace, const std::vector<model::Footprint>& footprints) {
  std::set<std::size_t> looks;
  for (std::size_t kill = 0; kill < trace.schedule.size(); ++kill) {
    if (trace.schedule[kill].kind != Choice::Kind::kill) continue;
    for (std::size_t step = kill; step-- > 0;) {
      if (trace.schedule[step].actor != trace.schedule[kill].actor) continue;
      if (!only_looks(footprints[step])) break;
      looks.insert(step);
    }
  }
  return looks;
}

// Of the equivalence class of a complete execution: each step by actor and number, and what comes before it. When a
// wait began does not matter, and no more what somebody has seen who is killed then.
std::string class_of(const model::Trace& trace, std::uint32_t kills, bool signals) {
  model::Footprints footprints(model::Watched::marks, kills > 1);
  footprints.begin({});
  std::vector<model::Footprint> footprints_of_steps;
  for (std::size_t step = 0; step < trace.schedule.size(); ++step)
    footprints_of_steps.push_back(footprints.next(trace));
  const std::set<std::size_t> in_vain = signals ? std::set<std::size_t>() : looks_in_vain(trace, footprints_of_steps);
  std::vector<model::Footprint> all;
  std::vector<const model::Footprint*> earlier;
  all.reserve(trace.schedule.size());
  model::HappensBefore order;
  std::map<Choice, int> counts;
  std::vector<std::string> names;
  std::set<std::string> lines;
  for (std::size_t step = 0; step < trace.schedule.size(); ++step) {
    const Choice& choice = trace.schedule[step];
    if ((footprints_of_steps[step].is_wait && !signals) || in_vain.contains(step)) continue;
    all.push_back(footprints_of_steps[step]);
    order.add(all.back(), earlier);
    earlier.push_back(&all.back());
    names.push_back(to_string(choice) + "#" + std::to_string(counts[choice]++));
    std::set<std::string> before;
    for (std::size_t other = 0; other + 1 < all.size(); ++other)
      if (order.before(other, all.size() - 1)) before.insert(names[other]);
    std::string line = names.back() + ":";
    for (const std::string& name : before) line += " " + name;
    lines.insert(std::move(line));
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

struct Reached {
  std::set<std::string> states;
  std::set<std::string> classes;
  std::set<std::string> told;
  std::size_t executions = 0;
  std::size_t given_up = 0;
  std::size_t splits = 0;
  bool deadlock = false;
};

bool sends_signals(const Code& code) {
  return std::ranges::any_of(code, [](const auto& actor) {
    return std::ranges::find(actor, Instruction::Kind::kill, &Instruction::kind) != actor.end();
  });
}

Reached reached_by_all(const Code& code, std::uint32_t kills) {
  Reached reached;
  const std::function<void(const Machine&)> go_on = [&](const Machine& machine) {
    const std::vector<Choice> choices = machine.choices();
    for (const Choice& choice : choices) {
      Machine next = machine;
      next.apply(choice);
      go_on(next);
    }
    if (!choices.empty()) return;
    ++reached.executions;
    reached.deadlock |= !machine.is_over();
    reached.states.insert(machine.state());
    reached.told.insert(machine.told());
    reached.classes.insert(class_of(machine.trace(), kills, sends_signals(code)));
  };
  go_on(Machine(code, kills));
  return reached;
}

// False if the search gave it up.
bool execute(Machine& machine, Exhaustive& search, std::uint64_t number) {
  search.begin(number);
  bool is_whole = true;
  for (std::vector<Choice> choices = machine.choices(); is_whole && !choices.empty(); choices = machine.choices()) {
    search.watch(machine.trace());
    const std::size_t chosen = search.choose(choices);
    is_whole = chosen != Strategy::kGiveUp;
    if (is_whole) machine.apply(choices.at(chosen));
  }
  search.finish(machine.trace());
  return is_whole;
}

constexpr std::uint64_t kWhole = ~std::uint64_t{0};

constexpr std::size_t kPartsMax = 100;

struct Task {
  SearchRoot root{};
  std::uint64_t executions_max = kWhole;  // then it is split
  std::size_t parts_max = kPartsMax;
  bool past = true;  // or else states are merged
};

// Where only executions tell what a search must rest on, everything begins again.
Reached reached_by_search(const Code& code, std::uint32_t kills, const Task& whole = {}) {
  const model::Discernment discernment{
      .watched = model::Watched::marks, .several_faults = kills > 1, .signals = false, .past = whole.past};
  Reached reached;
  model::SearchBasis basis;
  std::vector<Task> tasks = {whole};
  while (!tasks.empty()) {
    const Task task = std::move(tasks.back());
    tasks.pop_back();
    Exhaustive search(discernment, task.root, basis);
    for (std::uint64_t number = 0; !search.is_complete(); ++number) {
      if (number >= task.executions_max) {
        ++reached.splits;
        for (SearchRoot& root : search.split(task.parts_max))
          tasks.push_back({std::move(root), 2 * task.executions_max, task.parts_max});
        break;
      }
      Machine machine(code, kills);
      const bool is_whole = execute(machine, search, number);
      if (search.began_at() == number + 1) {
        basis = search.basis();
        reached = {};
        tasks = {whole};
        break;
      }
      if (!is_whole) {
        ++reached.given_up;
        continue;
      }
      ++reached.executions;
      reached.deadlock |= !machine.is_over();
      reached.states.insert(machine.state());
      reached.told.insert(machine.told());
      reached.classes.insert(class_of(machine.trace(), kills, sends_signals(code)));
    }
  }
  return reached;
}

Code random_code(SplitMix& random, std::span<const Instruction::Kind> kinds) {
  Code code(2 + random.below(2));
  for (auto& actor : code)
    for (std::uint64_t i = 1 + random.below(code.size() == 2 ? 3 : 2); i > 0; --i)
      actor.push_back({kinds[random.below(kinds.size())], random.below(2)});
  for (auto& actor : code) actor.push_back({Instruction::Kind::exit, 0});
  return code;
}

std::string to_text(const Code& code) {
  std::string text;
  for (const auto& actor : code) {
    for (const Instruction& one : actor)
      text += std::to_string(static_cast<int>(one.kind)) + "(" + std::to_string(one.object) + ") ";
    text += "| ";
  }
  return text;
}

struct Family {
  const char* name;
  std::vector<Instruction::Kind> kinds;
  int programs;
  std::uint32_t kills;
  bool is_optimal;  // no class is executed twice
  friend void PrintTo(const Family& family, std::ostream* stream) { *stream << family.name; }
};

using Kind = Instruction::Kind;

class ExhaustiveTest : public testing::TestWithParam<Family> {};

TEST_P(ExhaustiveTest, ReachesWhatAllSchedulesReach) {
  const auto& [name, kinds, programs, kills, is_optimal] = GetParam();
  SplitMix random(7, 0);
  std::size_t schedules = 0;
  std::size_t classes = 0;
  std::size_t redundant = 0;
  std::size_t given_up = 0;
  std::size_t redundant_in_parts = 0;
  std::size_t given_up_in_parts = 0;
  std::size_t splits = 0;
  for (int program = 0; program < programs; ++program) {
    const Code code = random_code(random, kinds);
    const Reached all = reached_by_all(code, kills);
    const Reached found = reached_by_search(code, kills);
    ASSERT_EQ(found.deadlock, all.deadlock) << to_text(code);
    if (kills > 0 && all.deadlock) continue;  // a deadlock is a finding, and faults do not undo it
    ASSERT_EQ(found.states, all.states) << to_text(code);
    std::vector<std::string> missing;
    std::ranges::set_difference(all.classes, found.classes, std::back_inserter(missing));
    ASSERT_TRUE(missing.empty()) << to_text(code) << "\nnot found:\n" << missing.front();
    schedules += all.executions;
    classes += all.classes.size();
    redundant += found.executions - found.classes.size();
    given_up += found.given_up;

    // In parts, and those in parts.
    const Reached together = reached_by_search(code, kills, {.executions_max = 1});
    ASSERT_EQ(together.classes, found.classes) << to_text(code);
    ASSERT_EQ(together.states, found.states) << to_text(code);
    const Reached overlapping = reached_by_search(code, kills, {.executions_max = 1, .parts_max = 2});
    ASSERT_EQ(overlapping.classes, found.classes) << to_text(code);
    redundant_in_parts += together.executions - together.classes.size();
    given_up_in_parts += together.given_up;
    splits += together.splits;
  }
  std::printf("%s: %zu schedules, %zu classes, %zu redundant, %zu given up\n", name, schedules, classes, redundant,
              given_up);
  std::printf("%s: in parts, %zu redundant, %zu given up\n", name, redundant_in_parts, given_up_in_parts);
  EXPECT_GT(splits, 0U);
  if (is_optimal) {
    EXPECT_EQ(redundant, 0U);
    EXPECT_EQ(redundant_in_parts, 0U);
  }
  EXPECT_LT(classes + redundant + given_up, schedules / 2);
}

// Descriptors may go through it: then a kill after a look is not the kill before it.
TEST(ExhaustiveBasis, GrowsWhenAPipeIsSeen) {
  for (const Object::Kind kind : {Object::Kind::data, Object::Kind::pipe}) {
    model::Trace trace;
    trace.actors = {{.name = "1", .pid = 1}};
    Exhaustive search({.watched = model::Watched::marks, .several_faults = false, .signals = false});
    search.begin(0);
    const std::vector<Choice> choices = {{Choice::Kind::run, 0}};
    search.watch(trace);
    trace.schedule = {choices.at(search.choose(choices))};
    trace.events = {{.kind = Event::Kind::operation, .actor = 0}};
    trace.events[0].operation.accesses = {{{kind, 8, 0}, true}};
    search.finish(trace);
    EXPECT_EQ(search.basis().looks_count, kind == Object::Kind::pipe);
    EXPECT_EQ(search.began_at(), kind == Object::Kind::pipe ? 1U : 0U);
    EXPECT_EQ(search.is_complete(), kind != Object::Kind::pipe);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Programs, ExhaustiveTest,
    testing::Values(Family{"races", {Kind::load, Kind::store, Kind::add}, 40, 0, true},
                    Family{"names", {Kind::create, Kind::remove, Kind::list, Kind::store}, 40, 0, true},
                    Family{"locks", {Kind::lock, Kind::unlock, Kind::load, Kind::store}, 40, 0, true},
                    Family{"sleep", {Kind::sleep, Kind::load, Kind::store, Kind::lock, Kind::unlock}, 40, 0, true},
                    Family{"kill_fault", {Kind::lock, Kind::unlock, Kind::load, Kind::add}, 15, 1, true},
                    Family{"kill_faults", {Kind::lock, Kind::load, Kind::store, Kind::sleep}, 10, 2, false},
                    Family{"kill_looks", {Kind::load, Kind::list, Kind::create, Kind::store}, 10, 1, false},
                    Family{"kill_call", {Kind::kill, Kind::load, Kind::store, Kind::lock, Kind::unlock}, 40, 0, false}),
    [](const auto& info) { return info.param.name; });

// The search that does not search a state again reaches every end all the same, as far as it can be told from what is
// left. What an actor has seen counts if it has told it; of a killed one nothing else does.
class MergingTest : public testing::TestWithParam<Family> {};

TEST_P(MergingTest, ReachesWhatAllSchedulesReach) {
  const auto& [name, kinds, programs, kills, is_optimal] = GetParam();
  SplitMix random(11, 0);
  std::size_t states = 0;
  std::size_t by_classes = 0;
  std::size_t by_states = 0;
  for (int program = 0; program < programs; ++program) {
    Code code = random_code(random, kinds);
    for (auto& actor : code) actor.back().kind = Instruction::Kind::tell;
    const Reached all = reached_by_all(code, kills);
    const Reached found = reached_by_search(code, kills, {.past = false});
    ASSERT_EQ(found.deadlock, all.deadlock) << to_text(code);
    if (kills > 0 && all.deadlock) continue;
    ASSERT_EQ(found.told, all.told) << to_text(code);
    const Reached classes = reached_by_search(code, kills);
    states += all.told.size();
    by_classes += classes.executions + classes.given_up;
    by_states += found.executions + found.given_up;
  }
  std::printf("%s: %zu ends, %zu executions by classes, %zu by states\n", name, states, by_classes, by_states);
  if (is_optimal) {
    EXPECT_LT(by_states, by_classes);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Programs, MergingTest,
    testing::Values(Family{"races", {Kind::load, Kind::store, Kind::add}, 40, 0, false},
                    Family{"names", {Kind::create, Kind::remove, Kind::list, Kind::store}, 40, 0, false},
                    Family{"locks", {Kind::lock, Kind::unlock, Kind::load, Kind::store}, 40, 0, false},
                    Family{"sleep", {Kind::sleep, Kind::load, Kind::store, Kind::lock, Kind::unlock}, 30, 0, false},
                    Family{"locks_and_names",
                           {Kind::lock, Kind::unlock, Kind::load, Kind::store, Kind::create, Kind::remove},
                           40,
                           0,
                           false},
                    Family{"kill_fault", {Kind::lock, Kind::unlock, Kind::load, Kind::add, Kind::create}, 15, 1, true},
                    Family{"kill_locks", {Kind::lock, Kind::lock, Kind::unlock, Kind::store, Kind::load}, 15, 1, true},
                    Family{"kill_looks", {Kind::load, Kind::list, Kind::create, Kind::store}, 10, 1, false},
                    Family{"kill_faults", {Kind::lock, Kind::load, Kind::store, Kind::sleep}, 10, 2, true},
                    Family{"kill_call", {Kind::kill, Kind::load, Kind::store, Kind::lock, Kind::unlock}, 10, 0, false}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace lockproof::explore
