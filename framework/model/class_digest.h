// Which executions are the same but for the order of steps that have nothing to do with one another
// (model/dependence.h): a class of them is a trace in the sense of A. Mazurkiewicz, Concurrent program schemes and
// their interpretations, 1977.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "model/footprint.h"
#include "model/trace.h"

namespace lockproof::model {

// What the steps of an execution may be told apart by. In doubt the defaults: they make more classes, never fewer.
struct Discernment {
  Watched watched = Watched::everything;
  bool several_faults = true;  // more than one may strike in an execution
  bool signals = true;         // one of them may be a signal
  bool past = true;            // what comes may depend on more of the past than model/state_digest.h keeps

  // Whether it matters when somebody began to wait for a lock: else it does nothing. A signal could tell.
  bool waits_count() const { return signals || watched == Watched::everything; }

  friend bool operator==(const Discernment&, const Discernment&) = default;
};

// Over the steps of an execution, added in order. Steps that are independent may be added in either order.
class ClassDigest {
 public:
  void add(const Choice& choice, const Footprint& footprint);

  // Equal for equivalent sequences, and (but for collisions of 64 bits) for no others.
  std::uint64_t value() const { return sum_; }

  // Where dependent steps meet: an object, an actor, or what a rule of dependent() is about.
  struct Place {
    enum class Of : std::uint8_t { object, kind, actor, outside_writes, outside_reads, clock, faults, ends };
    Of of = Of::object;
    Object object{};
    friend bool operator==(const Place&, const Place&) = default;
  };

  // Visits in one mode may change places with one another, but for writes. Visits in different modes may not.
  enum class Mode : std::uint8_t { read, update, write };

 private:
  struct PlaceHash {
    std::size_t operator()(const Place& place) const;
  };

  // The latest steps at a place: sums of their hashes, in which no order shows.
  struct Latest {
    Mode mode = Mode::read;
    std::uint64_t current = 0;   // of those that may change places
    std::uint64_t previous = 0;  // of those that all of these come after

    bool takes(Mode next) const { return next == mode && next != Mode::write; }
  };

  std::unordered_map<Place, Latest, PlaceHash> latest_;
  std::uint64_t sum_ = 0;
};

// Of a whole execution. Where a directory was listed, the order of the names in it counts.
std::uint64_t class_digest(const Trace& trace, const Discernment& discernment);

}  // namespace lockproof::model
