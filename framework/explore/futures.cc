#include "explore/futures.h"

#include <xxhash.h>

#include <algorithm>
#include <set>

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

// The steps that others can come to, and those after which nothing is known.
class Reach {
 public:
  Reach(const std::unordered_map<std::uint64_t, std::vector<Futures::Step>>& steps, const Futures::Situation& situation)
      : steps_(steps), situation_(situation) {}

  void begin_at(std::uint64_t seen, std::uint16_t actor) {
    if (met_.insert(seen).second) places_.push_back({seen, actor});
  }

  // The first that can come to a step of which `is_such` is said of an access.
  template <typename Predicate>
  std::optional<std::uint16_t> first(const Predicate& is_such) {
    for (bool grows = true; grows;) {
      grows = false;
      for (std::size_t i = 0; i < places_.size(); ++i) {
        const Place place = places_[i];
        const auto found = steps_.find(place.seen);
        if (found == steps_.end()) continue;
        const bool waits = std::ranges::any_of(found->second, [&](const auto& step) { return waits_still(step); });
        for (const Futures::Step& step : found->second) {
          if (waits && !step.footprint.is_fault) continue;
          if (is_such(step, certain_accesses(step))) return place.actor;
          grows |= is_possible(step) && take(step, place.actor);
        }
      }
    }
    return std::nullopt;
  }

 private:
  struct Place {
    std::uint64_t seen;
    std::uint16_t actor;
  };

  bool is_possible(const Futures::Step& step) const {
    if (step.footprint.is_fault ? !situation_.has_faults : step.time_ns != situation_.time_ns) return false;
    return std::ranges::all_of(step.looks, [&](const Value& look) { return can_be(look); });
  }

  // A lock whose holder is not known may have another one by now.
  bool waits_still(const Futures::Step& step) const {
    return step.is_wait && step.time_ns == situation_.time_ns &&
           std::ranges::all_of(step.looks, [&](const Value& look) {
             const bool is_known = look.value != 0 || look.object.kind != Object::Kind::flock;
             return is_known && value_of(look.object) == look.value && !written_.contains(look.object);
           });
  }

  // What a step touches is decided by what it finds on its way: those that it has in common with the known one, up to
  // where something else is found.
  std::size_t certain_accesses(const Futures::Step& step) const {
    std::size_t count = 0;
    std::size_t looked = 0;
    for (; count < step.footprint.accesses.size(); ++count) {
      const Object& object = step.footprint.accesses[count].object;
      if (looked == step.looks.size() || step.looks[looked].object != object) continue;
      const Value& look = step.looks[looked++];
      if (!can_be(look)) return look.blocks ? count : count + 1;
    }
    return count;
  }

  bool can_be(const Value& look) const { return written_.contains(look.object) || value_of(look.object) == look.value; }

  bool take(const Futures::Step& step, std::uint16_t actor) {
    const std::size_t before = places_.size() + written_.size();
    begin_at(step.after, actor);
    for (const model::Access& access : step.footprint.accesses)
      if (access.write) written_.insert(access.object);
    return places_.size() + written_.size() != before;
  }

  std::uint64_t value_of(const Object& object) const {
    const auto found = std::ranges::lower_bound(situation_.values, object, {}, &Value::object);
    return found != situation_.values.end() && found->object == object ? found->value : 0;
  }

  const std::unordered_map<std::uint64_t, std::vector<Futures::Step>>& steps_;
  const Futures::Situation& situation_;
  std::unordered_set<std::uint64_t> met_;
  std::vector<Place> places_;
  std::set<Object> written_;
};

}  // namespace

void Futures::add(const Step& step) {
  if (known_.insert(hash_of(step)).second) steps_[step.before].push_back(step);
}

std::optional<std::uint16_t> Futures::meets(std::span<const Footprint* const> steps,
                                            std::span<const std::uint16_t> still, const Situation& situation) const {
  Reach reach(steps_, situation);
  for (std::uint16_t other = 0; other < situation.seen.size(); ++other)
    if (std::ranges::find(still, other) == still.end()) reach.begin_at(situation.seen[other], other);
  return reach.first([&](const Step& other, std::size_t accesses) {
    if (other.footprint.is_fault && !situation.has_faults) return false;
    return std::ranges::any_of(steps, [&](const Footprint* step) {
      if (step->is_fault && other.footprint.is_fault) return false;
      return accesses == other.footprint.accesses.size() ? dependent(*step, other.footprint)
                                                         : conflict(*step, other.footprint, accesses);
    });
  });
}

std::vector<const Footprint*> Futures::faults_at(std::uint64_t seen) const {
  std::vector<const Footprint*> faults;
  if (const auto found = steps_.find(seen); found != steps_.end())
    for (const Step& step : found->second)
      if (step.footprint.is_fault) faults.push_back(&step.footprint);
  return faults;
}

}  // namespace lockproof::explore
