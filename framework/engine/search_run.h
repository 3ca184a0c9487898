// How a part of an exhaustive search is made.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "engine/search_part.h"
#include "explore/exhaustive.h"

namespace lockproof::engine {

// A search that goes on until it is over, or something else ends it.
class SearchRun {
 public:
  struct Limits {
    std::uint64_t executions_max = ~std::uint64_t{0};
    std::uint64_t confirm_every = 0;
    // Asked before every execution, and told of every one that was made, with the share of the search that is covered.
    std::function<bool(std::uint64_t made)> goes_on = [](std::uint64_t) { return true; };
    std::function<void(std::uint64_t index, const Entry&, double share)> tell = [](std::uint64_t, const Entry&,
                                                                                   double) {};
  };

  // The beginning of the search, part 0: as many executions as tell what the other parts are. It comes to its own end
  // where the basis turns out to be larger; other parts do not.
  static constexpr std::uint64_t kBeginning = 16;

  SearchRun(Executor& executor, const Play& play, explore::SearchRoot root, const model::SearchBasis& basis,
            std::uint64_t number, bool merges_states);

  void run(const Limits& limits);

  model::SearchPart part() const { return sums_.part(seconds_); }
  const std::optional<std::vector<model::Choice>>& violation() const { return violation_; }
  std::uint64_t violation_digest() const { return violation_digest_; }
  const model::SearchBasis& basis() const { return search_.basis(); }
  // It ended because it must rest on a larger basis.
  bool has_new_basis() const { return has_new_basis_; }
  // Of the beginning: what is left, if it is known.
  std::vector<explore::SearchRoot> others() const;

 private:
  bool is_at_end() const;
  double share() const;
  void look_at(const Outcome& outcome);

  Executor& executor_;
  const Play& play_;
  model::Discernment discernment_;
  std::uint64_t number_;
  explore::Exhaustive search_;
  PartSums sums_;
  std::optional<std::vector<model::Choice>> violation_;
  std::uint64_t violation_digest_ = 0;
  std::uint64_t made_ = 0;
  bool has_new_basis_ = false;
  double seconds_ = 0;
};

}  // namespace lockproof::engine
