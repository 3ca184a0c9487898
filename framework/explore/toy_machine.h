// A program for tests of exhaustive searches, with all that those must get right: races, locks that block, exclusive
// creation, faults, a clock.
#pragma once

#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "explore/strategy.h"

namespace lockproof::explore {

using model::Choice;
using model::Event;
using model::Object;

struct Instruction {
  enum class Kind : std::uint8_t {
    load,      // into the actor's accumulator
    store,     // a number that tells who stored it, and what had been loaded
    add,       // load and store
    create,    // a name, if it is not there; remembers whether it was
    remove,    // the name
    list,      // remembers which names there are
    lock,      // sleeps while another one holds it
    try_lock,  // does not sleep, but remembers whether it could
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
    const auto is_held_by_other = [&, object = object] {
      const std::uint64_t holder = holders_.try_emplace(object, kFree).first->second;
      return holder != kFree && holder != i;
    };
    if (kind == Kind::lock && is_held_by_other()) {
      actor.blocked = true;
      return event(Event::Kind::blocked, index, {{flock, false}});
    }
    ++actor.done;
    if (kind == Kind::try_lock && is_held_by_other()) {
      actor.seen += "b";
      event(Event::Kind::operation, index, {{flock, false}});
      trace_.events.back().operation.flags = LOCK_EX | LOCK_NB;
      trace_.events.back().operation.result = -EWOULDBLOCK;
      return;
    }
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
      case Kind::try_lock:
      case Kind::lock:
        holders_[object] = i;
        event(Event::Kind::operation, index, {{flock, true}});
        trace_.events.back().operation.flags = kind == Kind::lock ? LOCK_EX : LOCK_EX | LOCK_NB;
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

}  // namespace lockproof::explore
