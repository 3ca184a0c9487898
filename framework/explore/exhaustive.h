// Exhaustive search with dynamic partial-order reduction: C. Flanagan, P. Godefroid: Dynamic partial-order reduction
// for model checking software, POPL 2005; with source sets and sleep sets: P. Abdulla, S. Aronis, B. Jonsson, K.
// Sagonas: Optimal dynamic partial order reduction, POPL 2014.
//
// A depth-first search over choices, one execution after the other. What an execution did tells which of its steps race
// (model/dependence.h): each pair is tried in the other order as well, unless an equivalent execution has been or will
// be made. So at least one execution of every class of equivalent ones is made, and those that turn out to be
// equivalent to an earlier one are given up as soon as that is certain.
//
// Beyond the papers: faults may strike or not, so they are tried at every place, before anything else is, and then
// sleep until something comes that they depend on. Where a signal of one actor ends another, everything that could have
// come before is tried. Where the names in a directory are listed, whose order depends on the order in which they came
// into being, the search starts again with that order in mind.
//
// Whoever waits for a lock does nothing: it does not matter when it began to wait, unless a signal can tell.
//
// Who is killed has looked in vain: a kill after a step that nobody can notice is the same as a kill before it. What
// comes after is the same, for there is the same; and oracles that go by marks do not ask what the dead have seen. So a
// kill that was tried before the step goes on to sleep. (An oracle that fires at the step itself has fired then: the
// step was made.) Where there are pipes, sockets or watches, which carry
// descriptors and tell of what is opened, and where there are children, the search starts again without this.
//
// A search ends only if every execution does: the bounds of a scenario cut it, see Scenario::bounds.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "explore/strategy.h"
#include "model/class_digest.h"
#include "model/dependence.h"
#include "model/footprint.h"

namespace lockproof::explore {

class Exhaustive : public Strategy {
 public:
  // What the search may rely on. In doubt the defaults: they cost executions, not soundness.
  explicit Exhaustive(const model::Discernment& discernment);

  // Executions must be made in order, from 0. Throws std::logic_error if one is left out.
  void begin(std::uint64_t execution) override;
  void watch(const model::Trace& so_far) override;

  // Throws Divergence if the choices are not those that the same beginning led to before.
  std::size_t choose(std::span<const model::Choice> choices) override;
  void finish(const model::Trace& trace) override;
  bool is_complete() const override { return is_complete_; }

  // The execution at which the search began, for the last time: those before it are not part of it.
  std::uint64_t began_at() const { return began_at_; }

 private:
  struct Explored {
    model::Choice choice;
    model::Footprint footprint;
  };

  // Before a step of the current execution.
  struct Node {
    std::vector<model::Choice> choices;
    std::vector<Explored> sleeping;     // whatever begins with one of these has been tried
    std::vector<model::Choice> wanted;  // to be tried, or tried
    model::Choice taken{};
    model::Footprint footprint{};  // of the step taken; empty if it was a wait that does not count
    model::Footprint attempt{};    // then: what it was about
  };

  bool is_new(std::size_t step) const { return step >= path_.size(); }
  void note_steps(const model::Trace& trace, std::size_t count);
  Node node_after(std::span<const model::Choice> choices) const;
  bool sleeps_on(const Explored& explored, const Node& before) const;
  static bool is_covered(const Node& node, const model::Choice& choice);
  void note_races();
  void reverse(std::size_t first, std::size_t second);
  void try_before_ends(std::size_t step);
  bool turn();
  void backtrack();
  void start_again();

  model::Footprints footprints_;
  model::HappensBefore order_;
  bool waits_count_;
  bool looks_count_ = false;        // somebody may be told of what others open, or have their descriptions
  std::set<std::uint64_t> listed_;  // directories in which the order of names matters
  std::vector<Node> path_;
  std::size_t step_ = 0;       // of the current execution
  std::size_t noted_ = 0;      // steps whose footprint is known
  std::size_t first_new_ = 0;  // step that differs from the execution before
  std::uint64_t next_execution_ = 0;
  std::uint64_t began_at_ = 0;
  bool is_complete_ = false;
};

}  // namespace lockproof::explore
