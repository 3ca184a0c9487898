// How far an exhaustive search has come. It is made in parts, on any number of machines, that know nothing of one
// another (explore/exhaustive.h): whoever has the results of all of them has a proof.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/coverage.h"

namespace lockproof::model {

struct SearchPart {
  std::uint64_t number = 0;
  bool finished = false;           // or else its time was up, or there was a violation
  bool violation = false;          // its last execution is one
  std::uint64_t executions = 0;    // that were made
  std::uint64_t given_up = 0;      // of these, equivalent to others, which was noticed before they were over
  std::uint64_t classes = 0;       // that the others were of
  std::uint64_t states = 0;        // that were told apart; 0 if it searched by classes
  std::uint64_t trace_digest = 0;  // of all
  std::uint64_t orphaned = 0;
  std::int64_t virtual_us = 0;
  std::uint32_t steps = 0;                // of the last one
  double seconds = 0;                     // wall time
  double share = 0;                       // of the whole search, that it has covered, by estimate
  std::string doubt{};                    // why it proves nothing; empty if it does
  std::vector<Coverage::Class> sample{};  // of the classes, by digest; `first` counts from the beginning of the part

  friend bool operator==(const SearchPart&, const SearchPart&) = default;
};

// What the dependence of steps rests on, as far as only executions tell.
struct SearchBasis {
  bool past_counts = false;          // more than model/state_digest.h keeps may decide what comes
  bool waits_count = false;          // it matters when somebody began to wait
  bool looks_count = false;          // somebody may be told of what others open, or have their descriptions
  std::set<std::uint64_t> listed{};  // directories (inode numbers) in which the order of names matters

  bool includes(const SearchBasis& other) const {
    return (past_counts || !other.past_counts) && (waits_count || !other.waits_count) &&
           (looks_count || !other.looks_count) && std::ranges::includes(listed, other.listed);
  }
  void add(const SearchBasis& other) {
    past_counts |= other.past_counts;
    waits_count |= other.waits_count;
    looks_count |= other.looks_count;
    listed.insert(other.listed.begin(), other.listed.end());
  }
  friend bool operator==(const SearchBasis&, const SearchBasis&) = default;
};

struct Search {
  std::uint64_t parts = 0;         // 0: it has hardly begun, and nobody knows
  SearchBasis basis{};             // parts that do not rest on the same do not go together
  std::string bounds{};            // within which it proves something: "2 actors and no fault"
  std::string doubt{};             // why it cannot prove anything
  std::vector<SearchPart> made{};  // by number; the unfinished too, as far as they came
  // The decimal logarithm of the number of executions without any reduction, by estimate.
  std::optional<double> log10_schedules{};

  friend bool operator==(const Search&, const Search&) = default;
};

}  // namespace lockproof::model
