// The parts of an exhaustive search: which there are, and how one of them is made.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_set>
#include <vector>

#include "engine/executor.h"
#include "engine/journal.h"
#include "explore/exhaustive.h"
#include "model/search.h"

namespace lockproof::engine {

constexpr std::size_t kPartsMax = 1024;

// What executions of a part are called in digests and journals.
constexpr std::uint64_t number_in_search(std::uint64_t part, std::uint64_t index) {
  return part << 32 | index;
}

// Of an execution that has just been made.
Entry entry_of(const Outcome& outcome, const model::Trace& trace, const model::Discernment& discernment);

// Adds up what the executions of a part were, in order.
class PartSums {
 public:
  explicit PartSums(std::uint64_t number) { part_.number = number; }

  void add(const Entry& entry);
  void doubt(const std::string& reason);
  void finish() { part_.finished = true; }
  // All so far were in vain: the search began again.
  void start_again();

  // With the time that it took.
  model::SearchPart part(double seconds) const;

 private:
  model::SearchPart part_;
  model::Coverage coverage_;
  std::unordered_set<std::uint64_t> classes_;
};

// A part, in memory that workers share.
struct PartRecord {
  model::SearchPart read(std::uint64_t number) const;
  void write(const model::SearchPart& part);

  bool is_made;
  bool is_finished;
  bool has_violation;
  std::uint64_t executions, given_up, classes, trace_digest, orphaned;
  std::int64_t virtual_us;
  std::uint32_t steps;
  double seconds;
  std::array<char, 240> doubt;
  std::uint32_t sample_size;
  std::array<model::Coverage::Class, model::Coverage::kSampleMax> sample;
};

// A model::SearchBasis, in memory that workers share.
struct BasisRecord {
  model::SearchBasis read() const;
  void write(const model::SearchBasis& basis);  // throws std::logic_error if it is too large

  bool waits_count;
  bool looks_count;
  std::uint32_t count;
  std::array<std::uint64_t, 200> listed;
};

// A search that goes on until it is over, or something else ends it.
class SearchRun {
 public:
  struct Limits {
    std::uint64_t executions_max = ~std::uint64_t{0};
    std::uint64_t confirm_every = 0;
    // Asked before every execution, and told of every one that was made.
    std::function<bool(std::uint64_t made)> goes_on = [](std::uint64_t) { return true; };
    std::function<void(std::uint64_t index, const Entry&)> tell = [](std::uint64_t, const Entry&) {};
  };

  // The beginning of the search, part 0: as many executions as tell what the other parts are. It comes to its own end
  // where the basis turns out to be larger; other parts do not.
  static constexpr std::uint64_t kBeginning = 16;

  SearchRun(Executor& executor, const Play& play, explore::SearchRoot root, const model::SearchBasis& basis,
            std::uint64_t number);

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
