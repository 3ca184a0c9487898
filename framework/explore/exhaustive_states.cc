// How an exhaustive search goes on where states can be told.
#include <algorithm>
#include <utility>

#include "explore/exhaustive.h"
#include "explore/fault_budget.h"
#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Access;
using model::Choice;
using model::Footprint;
using model::Object;

namespace {

// To wait for a flock(2) or a change of files is to do nothing. (With record locks the kernel finds deadlocks: it
// matters who waits last.)
Footprint without_wait(const Footprint& attempt) {
  Footprint step = attempt;
  std::erase_if(step.accesses, [](const Access& access) {
    return access.object.kind == Object::Kind::flock || access.object.kind == Object::Kind::watch;
  });
  step.fill_sets();
  return step;
}

}  // namespace

void Exhaustive::tell_situation(Node& node) {
  Futures::Situation situation{.time_ns = state_.time_ns(), .values = state_.values()};
  for (std::uint16_t actor = 0; actor < state_.actors(); ++actor) situation.seen.push_back(state_.seen_by(actor));
  situation.has_faults =
      several_faults_ || std::ranges::none_of(path_, [](const Node& before) { return is_fault(before.taken); });
  node.situation = std::move(situation);
}

// What the step tells of its actor's future. Files are called the same in every execution from here on. What an actor
// has for itself nobody else can meet: descriptions are shared with children only, of which there are none.
void Exhaustive::learn(const Node& node, Footprint& footprint, std::vector<model::StateDigest::Value> looks) {
  std::erase_if(footprint.accesses,
                [](const Access& access) { return access.object.kind == Object::Kind::description; });
  for (Access& access : footprint.accesses) access.object = state_.labelled(access.object);
  footprint.fill_sets();
  if (footprint.is_clock) return;
  const bool is_wait = footprint.is_wait && !looks.empty();
  futures_.add({.before = node.situation.seen.at(node.taken.actor),
                .after = state_.seen_by(node.taken.actor),
                .time_ns = node.situation.time_ns,
                .looks = std::move(looks),
                .is_wait = is_wait,
                .footprint = footprint});
}

// Nothing if the state was come to before: all that can follow has been searched by now, for no way leads back to it.
// Else faults first, so that they sleep while everything else is tried. Then whoever needs no others, as far as is
// known, and whoever ran: fewer locks are met while they are held.
void Exhaustive::want_by_state(Node& node) {
  if (!visited_.insert(state_.value(node.choices)).second) return;
  const auto add = [&node](const auto& is_such) {
    for (const Choice& choice : node.choices)
      if (is_such(choice) && !is_covered(node, choice)) node.wanted.push_back(choice);
  };
  add(is_fault);
  add([&](const Choice& choice) { return is_run(choice) && settling_.contains(state_.seen_by(choice.actor)); });
  add([&](const Choice& choice) { return !path_.empty() && choice == path_.back().taken; });
  want_all(node);
}

// Whether those that were tried make a persistent set: nothing that others can come to without them depends on them.
// Where one of them can be killed, that must hold of the kill, too: it is not tried again after the step, unless it is
// the same before and after.
bool Exhaustive::can_settle(Node& node) const {
  std::vector<const Footprint*> steps;
  std::vector<std::uint16_t> still;
  for (const Explored& one : node.ran) {
    const Footprint& step = *one.footprint;
    const std::uint16_t actor = one.choice.actor;
    if (step.is_clock || step.actors.size() != 1 || (several_faults_ && !step.ended.empty())) return false;
    steps.push_back(&step);
    still.push_back(actor);
    const auto strikes = [&](const Choice& choice) { return is_fault(choice) && choice.actor == actor; };
    if (std::ranges::none_of(node.choices, strikes) || is_same_after(step)) continue;
    const std::vector<const Footprint*> faults = futures_.faults_at(node.situation.seen[actor]);
    if (faults.empty()) return false;
    steps.insert(steps.end(), faults.begin(), faults.end());
  }
  node.met_next = futures_.meets(steps, still, node.situation);
  return !node.met_next;
}

void Exhaustive::settle(Node& node) {
  if (node.is_settled || !is_run(node.taken)) return;
  const bool waits = node.attempt.is_wait;
  node.ran.push_back(
      {node.taken, std::make_shared<const Footprint>(waits ? without_wait(node.attempt) : node.footprint)});
  node.is_settled = can_settle(node);
  if (node.is_settled && node.ran.size() == 1) settling_.insert(node.situation.seen[node.taken.actor]);
}

}  // namespace lockproof::explore
