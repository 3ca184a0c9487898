// What actors may yet do, as far as the executions of a search have shown. What an actor has seen so far decides what
// it does next, whatever others have done; what that comes to depends on the values of what it looks at. So what was
// seen of an actor once tells of it wherever it has seen the same.
//
// It serves to find persistent sets (P. Godefroid: Partial-order methods for the verification of concurrent systems,
// 1996): while one actor stands still, what can the others come to do? Objects keep their values, unless one of the
// steps that they can come to writes them: then they may have any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/footprint.h"
#include "model/state_digest.h"

namespace lockproof::explore {

class Futures {
 public:
  struct Step {
    std::uint64_t before = 0;  // what the actor had seen: StateDigest::seen_by()
    std::uint64_t after = 0;
    std::int64_t time_ns = 0;
    std::vector<model::StateDigest::Value> looks{};  // what it depended on
    bool is_wait = false;                            // it waited, and will as long as it finds the same
    model::Footprint footprint{};                    // with objects as StateDigest calls them
  };

  // A step was made.
  void add(const Step& step);

  // Where actors stand.
  struct Situation {
    std::vector<std::uint64_t> seen{};  // by each
    std::int64_t time_ns = 0;
    bool has_faults = false;                          // some may still strike
    std::vector<model::StateDigest::Value> values{};  // sorted by object
  };

  // Others that can come to a step that is dependent on one of `steps` while the actors `still` could go on but do not
  // (so that the clock stands still): the first that is found.
  std::optional<std::uint16_t> meets(std::span<const model::Footprint* const> steps,
                                     std::span<const std::uint16_t> still, const Situation& situation) const;

  // Of faults that struck an actor that had seen this.
  std::vector<const model::Footprint*> faults_at(std::uint64_t seen) const;

  // Grows with what is known.
  std::size_t size() const { return known_.size(); }

 private:
  using Number = std::uint32_t;  // of an object or a place, in order of appearance

  struct Look {
    Number object = 0;
    std::uint64_t value = 0;
    bool holds_wait = false;  // who waited and found this waits while it finds the same
    // How many accesses are certain if this is not found; if it is no access, only that the step is not possible.
    std::optional<std::size_t> accesses{};
  };

  struct KnownStep {
    model::Footprint footprint{};
    std::int64_t time_ns = 0;
    bool is_wait = false;
    Number next = 0;  // place after it
    std::vector<Look> looks{};
    std::vector<Number> writes{};
  };

  using Place = std::vector<KnownStep>;  // what an actor that has seen the same does next
  class Reach;

  Number place_of(std::uint64_t seen);
  Number number_of(const model::Object& object);

  std::vector<Place> places_;
  std::unordered_map<std::uint64_t, Number> place_numbers_;  // by Step::before
  std::map<model::Object, Number> object_numbers_;
  std::unordered_set<std::uint64_t> known_;  // hashes of steps
};

}  // namespace lockproof::explore
