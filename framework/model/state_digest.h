// What decides all that can follow in an execution: the state that it has come to, whatever way it came there. After
// P. Godefroid: Partial-order methods for the verification of concurrent systems, 1996, and, for the search that
// remembers states, Y. Yang, X. Chen, G. Gopalakrishnan, R. Kirby: Efficient stateful dynamic partial order reduction,
// SPIN 2008.
//
// Actors share no memory, so what a living actor will do is decided by the results that it has got so far, in its own
// order, and by what there is: names, files, what is in them, the time. What an actor holds (descriptors, locks, places
// in files) is decided by its own results. Of a dead actor nothing is left but what it has made, and the marks that
// oracles remember.
//
// What there is has a value that follows from the operations that made it, but not from who made it or when, where
// that is certain: then executions meet again. Everywhere else the value is that of the writer's whole past, which is
// too much: states are then told apart that are the same, never the other way round. The value of what an operation
// saw is part of what the actor has seen, as not all that a call returns is in the trace.
//
// What a watcher (inotify) has been told follows from the operations that told it, in their order; whoever tells it
// does not know.
//
// Files are known by the place and the turn at which they came into being, not by their numbers, which depend on the
// order of steps that have nothing to do with one another.
//
// Taken for granted: accesses are complete (so does model/dependence.h), inode numbers are compared for equality only,
// and actors do not differ in what the world does not see of the files that they make (umask).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "model/footprint.h"
#include "model/trace.h"

namespace lockproof::model {

class StateDigest {
 public:
  struct Value {
    Object object{};  // labelled
    std::uint64_t value = 0;
    bool blocks = false;  // whoever finds another value waits: flock(2)
    friend bool operator==(const Value&, const Value&) = default;
  };

  // A new execution begins.
  void begin();

  // Takes in the events that are new in the trace.
  void add(const Trace& trace);

  // Of the state in which these are the choices. Equal values (but for collisions of 64 bits) mean equal futures.
  std::uint64_t value(std::span<const Choice> choices) const;

  // A hash of what the actor has seen, and of which actor it is: decides what it is about to do.
  std::uint64_t seen_by(std::uint16_t actor) const;
  std::size_t actors() const { return seen_.size(); }

  // What was looked at since this was asked last, with the values that were found. Also what was waited for, of
  // flock(2) and of changes of files.
  std::vector<Value> take_looks() { return std::exchange(looks_, {}); }

  // Of all objects that have one, sorted. Of a lock: who alone holds it, whole, as far as that is certain.
  std::vector<Value> values() const;

  std::int64_t time_ns() const { return time_ns_; }

  // False if something happened of which this file knows too little: children, signals, sockets, other faults than
  // kills... Values then mean nothing.
  bool is_sure() const { return is_sure_; }

  // The object as it is called in every execution: files go by what they are in place of their numbers.
  Object labelled(const Object& object) const;

 private:
  struct Slot {               // what is known of one object
    std::uint64_t value = 0;  // 0: as it was when the execution began
    std::uint64_t turns = 0;  // of a name: how often it has got another file, or none
  };

  struct Watcher {
    std::size_t actor = 0;    // who has it
    std::uint64_t label = 0;  // the same in every execution
  };

  void add_operation(std::size_t actor, const Event& event);
  void add_end(const Trace& trace, const Event& event);
  void look(std::uint64_t& seen, const Operation& operation);
  void write_lock(const Event& event, const Access& access);
  void write(const Event& event, std::uint64_t writer);
  std::uint64_t written(const Operation& operation, std::uint64_t writer) const;
  std::uint64_t changes_of(const Operation& operation) const;
  void note_watcher(std::size_t actor, const Operation& operation);
  void end_watch(const Operation& close);
  void end_watches(std::size_t actor, const Event& event);
  void write_names(const Event& event, std::uint64_t writer);
  void name(const Object& entry, std::uint64_t file);
  std::uint64_t label(std::uint64_t inode) const;
  Slot& slot(const Object& object);
  std::uint64_t value_of(const Object& object) const;

  std::size_t event_ = 0;
  std::size_t residue_ = 0;
  bool is_sure_ = true;
  std::int64_t time_ns_ = 0;
  std::uint64_t faults_ = 0;
  std::uint64_t everything_ = 0;              // over all events, in order
  std::vector<std::uint64_t> seen_;           // by actor, while it lives: results and marks
  std::vector<std::uint64_t> stands_at_;      // by actor: ActorRecord::stands_at
  std::vector<std::uint64_t> remembered_;     // by actor: marks that count when it is dead
  std::vector<std::uint64_t> ended_by_kill_;  // by actor: of those marks, what counts if it was killed
  std::map<Object, Slot> slots_;              // labelled
  std::vector<Value> looks_;
  std::map<std::uint64_t, std::uint64_t> labels_;  // of files that were made in this execution, by inode
  std::map<std::uint64_t, Watcher> watchers_;      // by description
};

}  // namespace lockproof::model
