#include "model/class_digest.h"

#include <xxhash.h>

#include <cstddef>
#include <set>
#include <utility>
#include <vector>

namespace lockproof::model {
namespace {

using Kind = Object::Kind;

using Place = ClassDigest::Place;
using Mode = ClassDigest::Mode;
using Visit = std::pair<Place, Mode>;

Place place_of(Place::Of of, std::uint64_t number = 0) {
  return {.of = of, .object = {.kind = Kind::outside, .a = number, .b = 0}};
}

bool is_every(const Object& object) {
  return object.a == Object::kEvery;
}

// The rules of conflict(). What may meet anything (outside, or everything of a kind) meets what the others leave at a
// place that they share.
void visit(const Access& access, std::vector<Visit>& visits) {
  const Object& object = access.object;
  const bool is_outside = object.kind == Kind::outside || (is_every(object) && access.write);
  visits.emplace_back(place_of(Place::Of::outside_writes), is_outside && access.write ? Mode::write : Mode::read);
  if (is_outside) {
    if (!access.write) visits.emplace_back(place_of(Place::Of::outside_reads), Mode::read);
    return;
  }
  if (access.write) visits.emplace_back(place_of(Place::Of::outside_reads), Mode::update);
  if (is_every(object) || access.write)
    visits.emplace_back(Place{Place::Of::kind, {object.kind, 0, 0}}, is_every(object) ? Mode::read : Mode::update);
  if (is_every(object)) return;
  visits.emplace_back(Place{Place::Of::object, object},
                      !access.write ? Mode::read : (writes_commute(object.kind) ? Mode::update : Mode::write));
}

std::vector<Visit> visits_of(const Footprint& step) {
  std::vector<Visit> visits;
  visits.emplace_back(place_of(Place::Of::clock), step.is_clock ? Mode::write : Mode::update);
  for (const std::uint16_t actor : step.actors) visits.emplace_back(place_of(Place::Of::actor, actor), Mode::write);
  if (step.is_fault) visits.emplace_back(place_of(Place::Of::faults), Mode::write);
  if (step.is_one_of_several) visits.emplace_back(place_of(Place::Of::ends), Mode::write);
  if (!step.ended.empty()) visits.emplace_back(place_of(Place::Of::ends), Mode::update);
  for (const Access& access : step.accesses) visit(access, visits);
  return visits;
}

}  // namespace

std::size_t ClassDigest::PlaceHash::operator()(const Place& place) const {
  const std::uint64_t words[] = {static_cast<std::uint64_t>(place.of), static_cast<std::uint64_t>(place.object.kind),
                                 place.object.a, place.object.b};
  return XXH3_64bits(words, sizeof words);
}

// The hash of a step is made of its choice and of the hashes of those that it comes after.
void ClassDigest::add(const Choice& choice, const Footprint& footprint) {
  const std::vector<Visit> visits = visits_of(footprint);
  std::uint64_t before = 0;
  for (const auto& [place, mode] : visits) {
    const Latest& latest = latest_[place];
    before += latest.takes(mode) ? latest.previous : latest.current;
  }
  const std::uint64_t words[] = {static_cast<std::uint64_t>(choice.kind), choice.actor, choice.value, before};
  const std::uint64_t hash = XXH3_64bits(words, sizeof words);
  for (const auto& [place, mode] : visits) {
    Latest& latest = latest_[place];
    if (latest.takes(mode))
      latest.current += hash;
    else
      latest = {.mode = mode, .current = hash, .previous = latest.current};
  }
  sum_ += hash;
}

std::uint64_t class_digest(const Trace& trace, const Discernment& discernment) {
  Footprints footprints(discernment.watched, discernment.several_faults);
  std::set<std::uint64_t> listed;
  std::vector<Footprint> steps;
  for (;;) {
    footprints.begin(listed);
    steps.clear();
    for (std::size_t i = 0; i < trace.schedule.size(); ++i) steps.push_back(footprints.next(trace));
    if (footprints.newly_listed().empty()) break;
    listed.insert(footprints.newly_listed().begin(), footprints.newly_listed().end());
  }
  const bool waits_count = discernment.waits_count() || footprints.saw_signals();
  ClassDigest digest;
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (waits_count || !steps[i].is_wait) digest.add(trace.schedule[i], steps[i]);
  return digest.value();
}

}  // namespace lockproof::model
