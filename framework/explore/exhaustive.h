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
// Whoever waits for a lock, or for files to change, does nothing: it does not matter when it began to wait, unless a
// signal can tell.
//
// Who is killed has looked in vain: a kill after a step that nobody can notice is the same as a kill before it. What
// comes after is the same, for there is the same; and oracles that go by marks do not ask what the dead have seen. So a
// kill that was tried before the step goes on to sleep. (An oracle that fires at the step itself has fired then: the
// step was made.) Where there are pipes, sockets or watches of readers, which carry descriptors and tell of what is
// opened, and where there are children, the search starts again without this.
//
// Where states can be told (model/state_digest.h), it can do better: a state that was come to before is not searched
// again. Races are then of no use, for what comes after is not seen again. In their place a persistent set is made at
// each state, one actor after the other (P. Godefroid: Partial-order methods for the verification of concurrent
// systems, 1996): what is known of the others' futures tells when it is one (explore/futures.h). At that time all that
// comes after has been searched, so that all of it is known. What sleeps at a state has been searched with all that can
// follow, too; so whoever comes to the state again, with less asleep, finds nothing new. No way leads back to a state:
// actors remember what they have seen. A kill after a step that got a lock is the one before it there, too: whoever is
// killed has lost it again.
//
// A search ends only if every execution does: the bounds of a scenario cut it, see Scenario::bounds.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_set>
#include <vector>

#include "explore/futures.h"
#include "explore/strategy.h"
#include "model/class_digest.h"
#include "model/dependence.h"
#include "model/footprint.h"
#include "model/search.h"
#include "model/state_digest.h"

namespace lockproof::explore {

// A choice that was tried, with all that can follow.
struct Explored {
  model::Choice choice;
  std::shared_ptr<const model::Footprint> footprint;
};

// Where a search begins. It covers every execution that begins with `prefix`, but for those that are equivalent to one
// that goes on with a choice of `sleeping`.
struct SearchRoot {
  std::vector<model::Choice> prefix{};
  std::vector<Explored> sleeping{};
  double share = 1;  // of a whole search, by estimate

  bool is_part() const { return !prefix.empty() || !sleeping.empty(); }
};

class Exhaustive : public Strategy {
 public:
  // What the search may rely on. In doubt the defaults: they cost executions, not soundness.
  explicit Exhaustive(const model::Discernment& discernment, SearchRoot root = {}, model::SearchBasis basis = {});

  // Executions must be made in order, from 0. Throws std::logic_error if one is left out.
  void begin(std::uint64_t execution) override;
  void watch(const model::Trace& so_far) override;

  // Throws Divergence if the choices are not those that the same beginning led to before.
  std::size_t choose(std::span<const model::Choice> choices) override;
  void finish(const model::Trace& trace) override;
  bool is_complete() const override { return is_complete_; }

  // The execution at which the search began, for the last time: those before it are not part of it.
  std::uint64_t began_at() const { return began_at_; }

  // Whether it does not search states again.
  bool merges_states() const { return !basis_.past_counts && !basis_.waits_count; }

  // States that were come to since then; 0 if it does not merge them.
  std::size_t states() const { return visited_.size(); }

  // How much of what it is to cover has been covered, by estimate: the root's share if it is complete. Where a node has
  // several choices to try, each counts for its branch_weight: P. Kilby, J. Slaney, S. Thiebaux, T. Walsh: Estimating
  // search tree size, AAAI 2006. What races have not asked for yet is unknown, so the estimate may come down.
  double share_done() const;

  // What it has rested on since then.
  const model::SearchBasis& basis() const { return basis_; }

  // What is left to do, in parts that know nothing of one another: together they cover all that this search would have
  // gone on to cover. For a node of its path is to be covered what is not covered by a choice that sleeps there (S).
  // With t, the choice that was taken there, that is what begins with t, which is the business of the nodes below,
  // and the rest: a search with the same prefix and S + {t} asleep. So down the path; at its end nothing is taken yet.
  // Races in one part may ask for an execution that belongs to another one, at a node of the path: they find it
  // covered, because a part tries at its root every choice that does not sleep, as if all had been asked for. (Those
  // that this part's own races ask for are not enough: a fault that sleeps may have to come after one of the others.)
  // From the top of the tree on, where most is left; at most `parts_max`, and then the last part also does again what
  // was done below it. Their shares are of this one's; what is missing in their sum was covered. None if the search has
  // just started again. Requires: parts_max > 0.
  std::vector<SearchRoot> split(std::size_t parts_max) const;

 private:
  // Before a step of the current execution.
  struct Node {
    std::vector<model::Choice> choices;
    std::vector<Explored> sleeping;     // whatever begins with one of these has been tried
    std::vector<model::Choice> wanted;  // to be tried, or tried
    model::Choice taken{};
    model::Footprint footprint{};  // of the step taken; empty if it was a wait that does not count
    model::Footprint attempt{};    // then: what it was about
    // Where states are merged:
    Futures::Situation situation{};
    std::vector<Explored> ran{};              // that were tried here, not those that slept
    std::optional<std::uint16_t> met_next{};  // who had better run next: the others depend on it
    bool is_settled = false;                  // one of `ran` may as well come first, whatever others run
  };

  bool is_new(std::size_t step) const { return step >= path_.size(); }
  void note_steps(const model::Trace& trace, std::size_t count);
  void note_step(Node& node, model::Footprint footprint, std::vector<model::StateDigest::Value> looks);
  Node node_after(std::span<const model::Choice> choices) const;
  std::optional<Explored> asleep_after(const Explored& explored, const Node& before) const;
  bool is_same_after(const model::Footprint& step) const;
  static bool is_asleep(const Node& node, const model::Choice& choice);
  static bool is_covered(const Node& node, const model::Choice& choice);
  void want(Node& node);
  void want_by_races(Node& node) const;
  static void want_all(Node& node);
  void note_races();
  void reverse(std::size_t first, std::size_t second);
  void try_before_ends(std::size_t step);
  bool turn();
  void backtrack();
  void start_again(const model::SearchBasis& seen);

  // Where states are merged: explore/exhaustive_states.cc.
  void tell_situation(Node& node);
  void want_by_state(Node& node);
  void learn(const Node& node, model::Footprint& footprint, std::vector<model::StateDigest::Value> looks);
  void settle(Node& node);
  bool can_settle(Node& node) const;

  bool several_faults_;
  model::Footprints footprints_;
  model::HappensBefore order_;
  SearchRoot root_;
  model::SearchBasis basis_;
  model::StateDigest state_;
  Futures futures_;
  std::unordered_set<std::uint64_t> visited_;   // states
  std::unordered_set<std::uint64_t> settling_;  // what actors had seen before steps that settled a node at once
  std::vector<Node> path_;
  std::size_t step_ = 0;       // of the current execution
  std::size_t noted_ = 0;      // steps whose footprint is known
  std::size_t first_new_ = 0;  // step that differs from the execution before
  std::uint64_t next_execution_ = 0;
  std::uint64_t began_at_ = 0;
  bool is_complete_ = false;
};

}  // namespace lockproof::explore
