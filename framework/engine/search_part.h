// A part of an exhaustive search: what it comes to, and where workers that share memory keep that.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_set>

#include "engine/entry.h"
#include "model/search.h"

namespace lockproof::engine {

constexpr std::size_t kPartsMax = 1024;

// What executions of a part are called in digests and journals.
constexpr std::uint64_t number_in_search(std::uint64_t part, std::uint64_t index) {
  return part << 32 | index;
}

// Adds up what the executions of a part were, in order.
class PartSums {
 public:
  explicit PartSums(std::uint64_t number) { part_.number = number; }

  void add(const Entry& entry);
  void doubt(const std::string& reason);
  void note_states(std::uint64_t states) { part_.states = states; }
  void note_share(double share) { part_.share = share; }
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
  std::uint64_t executions, given_up, classes, states, trace_digest, orphaned;
  std::int64_t virtual_us;
  std::uint32_t steps;
  double seconds;
  double share;
  std::array<char, 240> doubt;
  std::uint32_t sample_size;
  std::array<model::Coverage::Class, model::Coverage::kSampleMax> sample;
};

// A model::SearchBasis, in memory that workers share.
struct BasisRecord {
  model::SearchBasis read() const;
  void write(const model::SearchBasis& basis);  // throws std::logic_error if it is too large

  bool past_counts;
  bool waits_count;
  bool looks_count;
  std::uint32_t count;
  std::array<std::uint64_t, 200> listed;
};

}  // namespace lockproof::engine
