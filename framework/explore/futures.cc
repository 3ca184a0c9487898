#include "explore/futures.h"

#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "model/dependence.h"

namespace lockproof::explore {

using model::Footprint;
using model::Object;
using Value = model::StateDigest::Value;

namespace {

std::uint64_t hash_of(const Futures::Step& step) {
  std::vector<std::uint64_t> words{step.before, step.after, static_cast<std::uint64_t>(step.time_ns),
                                   step.footprint.is_fault, step.is_wait};
  const auto add = [&](const Object& object, std::uint64_t word) {
    words.insert(words.end(), {static_cast<std::uint64_t>(object.kind), object.a, object.b, word});
  };
  for (const Value& look : step.looks) add(look.object, look.value);
  for (const model::Access& access : step.footprint.accesses) add(access.object, access.write);
  return XXH3_64bits(words.data(), words.size() * sizeof words[0]);
}

bool conflict(const Footprint& step, const Footprint& other, std::size_t accesses) {
  return std::any_of(other.accesses.begin(), other.accesses.begin() + static_cast<std::ptrdiff_t>(accesses),
                     [&](const model::Access& theirs) {
                       return std::ranges::any_of(
                           step.accesses, [&](const model::Access& mine) { return model::conflict(mine, theirs); });
                     });
}

}  // namespace

// The steps that others can come to. It only grows: what is certain of a step once is so for good, and until an object
// is written on which it hangs, nothing more is.
class Futures::Reach {
 public:
  // `values`: of each object.
  Reach(const std::vector<Place>& places, const Situation& situation, std::vector<std::uint64_t> values)
      : places_(places),
        situation_(situation),
        values_(std::move(values)),
        is_met_(places.size()),
        is_written_(values_.size()),
        hanging_(values_.size()) {}

  void begin_at(Number place, std::uint16_t actor) {
    if (is_met_[place]) return;
    is_met_[place] = true;
    visits_.push_back({&places_[place], actor});
    const auto visit = static_cast<Number>(visits_.size() - 1);
    open(visit, true);
    go_on(visit);
  }

  // The first that can come to a step of which `is_such` is said of its first accesses.
  template <typename Predicate>
  std::optional<std::uint16_t> first(const Predicate& is_such) {
    for (std::size_t i = 0; i < next_.size(); ++i) {
      const Open open = next_[i];
      if (open.step == kWait)
        go_on(open.visit);
      else if (meets(open, is_such))
        return visits_[open.visit].actor;
    }
    return std::nullopt;
  }

 private:
  static constexpr Number kWait = ~Number{0};

  struct Visit {
    const Place* place;
    std::uint16_t actor;
    bool waits = true;
  };

  // What is to be looked at: a step, or whether the actor still waits.
  struct Open {
    Number visit;
    Number step;
  };

  // To the steps that are no faults, unless the actor waits.
  void go_on(Number number) {
    Visit& visit = visits_[number];
    if (!visit.waits) return;
    const auto wait = std::ranges::find_if(*visit.place, [&](const KnownStep& step) { return waits_still(step); });
    if (wait != visit.place->end()) {
      for (const Look& look : wait->looks) hanging_[look.object].push_back({number, kWait});
      return;
    }
    visit.waits = false;
    open(number, false);
  }

  void open(Number visit, bool faults) {
    const Place& place = *visits_[visit].place;
    for (Number step = 0; step < place.size(); ++step)
      if (place[step].footprint.is_fault == faults) next_.push_back({visit, step});
  }

  template <typename Predicate>
  bool meets(const Open& open, const Predicate& is_such) {
    const KnownStep& step = (*visits_[open.visit].place)[open.step];
    const auto is_other = [&](const Look& look) { return !can_be(look); };
    // What a step touches is decided by what it finds on its way: those that it has in common with the known one, up to
    // where something else is found.
    auto other = std::ranges::find_if(step.looks, [&](const Look& look) { return look.accesses && is_other(look); });
    if (is_such(step.footprint, other != step.looks.end() ? *other->accesses : step.footprint.accesses.size()))
      return true;
    if (other == step.looks.end()) {
      if (!is_ever_possible(step)) return false;
      other = std::ranges::find_if(step.looks, is_other);
    }
    if (other != step.looks.end())
      hanging_[other->object].push_back(open);
    else
      take(step, visits_[open.visit].actor);
    return false;
  }

  bool is_ever_possible(const KnownStep& step) const {
    return step.footprint.is_fault ? situation_.has_faults : step.time_ns == situation_.time_ns;
  }

  bool waits_still(const KnownStep& step) const {
    return step.is_wait && step.time_ns == situation_.time_ns && std::ranges::all_of(step.looks, [&](const Look& look) {
             return look.holds_wait && values_[look.object] == look.value && !is_written_[look.object];
           });
  }

  bool can_be(const Look& look) const { return is_written_[look.object] || values_[look.object] == look.value; }

  void take(const KnownStep& step, std::uint16_t actor) {
    for (const Number object : step.writes) {
      is_written_[object] = true;
      next_.insert(next_.end(), hanging_[object].begin(), hanging_[object].end());
      hanging_[object].clear();
    }
    begin_at(step.next, actor);
  }

  const std::vector<Place>& places_;
  const Situation& situation_;
  const std::vector<std::uint64_t> values_;
  std::vector<bool> is_met_;
  std::vector<bool> is_written_;
  std::vector<std::vector<Open>> hanging_;  // on each object, until it is written
  std::vector<Visit> visits_;
  std::vector<Open> next_;
};

Futures::Number Futures::place_of(std::uint64_t seen) {
  const auto [known, is_new] = place_numbers_.try_emplace(seen, places_.size());
  if (is_new) places_.emplace_back();
  return known->second;
}

Futures::Number Futures::number_of(const Object& object) {
  return object_numbers_.try_emplace(object, object_numbers_.size()).first->second;
}

void Futures::add(const Step& step) {
  if (!known_.insert(hash_of(step)).second) return;
  KnownStep known{
      .footprint = step.footprint, .time_ns = step.time_ns, .is_wait = step.is_wait, .next = place_of(step.after)};
  // A lock whose holder is not known may have another one by now.
  for (const Value& look : step.looks)
    known.looks.push_back({.object = number_of(look.object),
                           .value = look.value,
                           .holds_wait = look.value != 0 || look.object.kind != Object::Kind::flock});
  std::size_t looked = 0;
  for (std::size_t i = 0; i < step.footprint.accesses.size(); ++i) {
    const model::Access& access = step.footprint.accesses[i];
    if (access.write) known.writes.push_back(number_of(access.object));
    if (looked == step.looks.size() || step.looks[looked].object != access.object) continue;
    known.looks[looked].accesses = step.looks[looked].blocks ? i : i + 1;
    ++looked;
  }
  places_[place_of(step.before)].push_back(std::move(known));
}

std::optional<std::uint16_t> Futures::meets(std::span<const Footprint* const> steps,
                                            std::span<const std::uint16_t> still, const Situation& situation) const {
  std::vector<std::uint64_t> values(object_numbers_.size());
  for (const Value& value : situation.values)
    if (const auto object = object_numbers_.find(value.object); object != object_numbers_.end())
      values[object->second] = value.value;
  Reach reach(places_, situation, std::move(values));
  for (std::uint16_t other = 0; other < situation.seen.size(); ++other) {
    if (std::ranges::find(still, other) != still.end()) continue;
    if (const auto place = place_numbers_.find(situation.seen[other]); place != place_numbers_.end())
      reach.begin_at(place->second, other);
  }
  return reach.first([&](const Footprint& other, std::size_t accesses) {
    if (other.is_fault && !situation.has_faults) return false;
    return std::ranges::any_of(steps, [&](const Footprint* step) {
      if (step->is_fault && other.is_fault) return false;
      return accesses == other.accesses.size() ? dependent(*step, other) : conflict(*step, other, accesses);
    });
  });
}

std::vector<const Footprint*> Futures::faults_at(std::uint64_t seen) const {
  std::vector<const Footprint*> faults;
  if (const auto place = place_numbers_.find(seen); place != place_numbers_.end())
    for (const KnownStep& step : places_[place->second])
      if (step.footprint.is_fault) faults.push_back(&step.footprint);
  return faults;
}

}  // namespace lockproof::explore
