// Selectively uniform random walk: H. Zhao, D. Wolff, U. Mathur, A. Roychoudhury: Selectively uniform concurrency
// testing, ASPLOS 2025.
//
// A walk over actors that are picked evenly makes some orders of operations far likelier than others when one actor
// has more to do. Weighted by how many operations each has left, all orders are equally likely. SURW asks for that only
// of the interesting operations: here those on one path, drawn for each execution among the paths that several actors
// use in the profile run, whose counts are the weights. The actor that is to make the next interesting operation is
// drawn by weight; others stop before theirs until it has made it; everything else is picked evenly.
//
// Beyond the paper: when everybody who can run stands before an interesting operation and the drawn actor cannot run,
// another is drawn; who has made more than in the profile run weighs 1; one draw in 32 is even, so that who has little
// to do does not wait for ever for those who poll; faults strike where FaultPlaces says.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "explore/fault_places.h"
#include "explore/split_mix.h"
#include "explore/strategy.h"

namespace lockproof::explore {

class Surw : public Strategy {
 public:
  explicit Surw(std::uint64_t seed);

  std::uint64_t profile_runs() const override { return 1; }
  void begin(std::uint64_t execution) override;
  void look(std::span<const model::Operation* const> pending) override { pending_ = pending; }
  void watch(const model::Trace& so_far) override { faults_.watch(so_far); }
  std::size_t choose(std::span<const model::Choice> choices) override;
  void finish(const model::Trace& trace) override;

 private:
  using Counts = std::vector<std::uint64_t>;  // by actor

  bool is_interesting(const model::Choice& choice) const;
  std::size_t draw(std::span<const model::Choice> choices, std::span<const std::size_t> among);
  std::uint64_t left(std::uint16_t actor) const { return actor < left_.size() ? left_[actor] : 0; }

  std::uint64_t seed_;
  std::uint64_t execution_ = 0;
  SplitMix random_;
  FaultPlaces faults_;
  std::span<const model::Operation* const> pending_;
  std::map<std::string, Counts> shared_;  // of the profile run: operations on paths that several actors use
  std::string path_;                      // operations on it are interesting
  Counts left_;
  bool has_intended_ = false;
  std::uint16_t intended_ = 0;
};

}  // namespace lockproof::explore
