// What one step of an execution touched: the step's choice and everything that it brought about, up to the next choice.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/trace.h"

namespace lockproof::model {

struct Footprint {
  bool is_clock = false;
  bool is_fault = false;
  bool is_one_of_several = false;       // a fault, in a search in which more than one may strike
  bool is_wait = false;                 // the actor waits for a lock, or for files to change, and nobody can tell
  std::vector<std::uint16_t> actors{};  // that took part, sorted: who ran or was struck, was born, died, got a signal
  std::vector<Access> accesses{};       // of all that it did; `mark` objects for what oracles go by
  std::uint64_t read_set = 0;           // a bit for each object's hash: most footprints do not meet
  std::uint64_t write_set = 0;
  std::vector<std::uint16_t> ended{};  // of `actors`, those that are no more

  void fill_sets();  // from `accesses`
  friend bool operator==(const Footprint&, const Footprint&) = default;
};

// Whether the step has changed nothing but what its actor has seen, what its actor has open, and where it stands in it.
// Of descriptions it is taken for granted that nobody else has them.
bool only_looks(const Footprint& step);

// Whether nothing of what the step has changed outlives its actor: that goes for locks, too, which whoever dies loses,
// so that a death right after the step leaves what one right before it leaves.
bool dies_with_actor(const Footprint& step);

// Whether nobody else can change what the actor reads in this file of /proc.
bool is_private_file(std::string_view path);

// Which order of events a verdict may depend on, besides the order of accesses.
enum class Watched : std::uint8_t {
  marks,       // of marks about one thing, and of the end of an actor in the midst of such a thing
  everything,  // of all that writes, waits, logs, marks or ends
};

// Makes the footprints of the steps of one execution, in order. Completes what the operations themselves record: the
// files of /proc that tell of one thing only, processes and their ends, signals, programs that are executed, marks.
class Footprints {
 public:
  // `several_faults`: more than one may strike in an execution.
  Footprints(Watched watched, bool several_faults) : watched_(watched), several_faults_(several_faults) {}

  // A new execution begins. The order of the names in the directories `listed` (inodes) matters.
  void begin(const std::set<std::uint64_t>& listed);

  // Of the next step. Requires: everything that it brought about is in the trace, and nothing of later steps.
  Footprint next(const Trace& trace);

  // Whether something came to be that can wake an actor from a call that waits for something else: a signal was sent, a
  // process was born, whose end will be one.
  bool saw_signals() const { return saw_signals_; }

  // Whether a pipe, a socket or a descriptor of events was used.
  bool saw_pipes() const { return saw_pipes_; }

  // Directories that were listed so far, although the order of their names is taken not to matter.
  const std::set<std::uint64_t>& newly_listed() const { return newly_listed_; }

 private:
  void add(const Trace& trace, const Event& event, Footprint& footprint);
  void add_operation(const Trace& trace, const Operation& operation, Footprint& footprint);
  void add_mark(const Event& event, Footprint& footprint);
  void add_end(const Trace& trace, const Event& event, Footprint& footprint);

  Watched watched_;
  bool several_faults_;
  std::set<std::uint64_t> listed_;
  std::set<std::uint64_t> newly_listed_;
  bool saw_signals_ = false;
  bool saw_pipes_ = false;
  std::size_t step_ = 0;
  std::size_t event_ = 0;
  std::vector<std::set<std::uint64_t>> inside_;  // by actor: hashes of what it entered or began, and did not end
};

}  // namespace lockproof::model
