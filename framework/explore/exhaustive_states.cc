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

bool contains(std::span<const Choice> choices, const Choice& choice) {
  return std::ranges::find(choices, choice) != choices.end();
}

std::vector<Choice> choices_of(std::span<const Explored> explored) {
  std::vector<Choice> choices;
  for (const Explored& one : explored) choices.push_back(one.choice);
  return choices;
}

// To wait for a flock(2) is to do nothing. (With record locks the kernel finds deadlocks: it matters who waits last.)
Footprint without_wait(const Footprint& attempt) {
  Footprint step = attempt;
  std::erase_if(step.accesses, [](const Access& access) { return access.object.kind == Object::Kind::flock; });
  step.fill_sets();
  return step;
}

}  // namespace

void Exhaustive::tell_state(Node& node) {
  Futures::Situation situation{.time_ns = state_.time_ns(), .values = state_.values()};
  for (std::uint16_t actor = 0; actor < state_.actors(); ++actor) situation.seen.push_back(state_.seen_by(actor));
  situation.has_faults =
      several_faults_ || std::ranges::none_of(path_, [](const Node& before) { return is_fault(before.taken); });
  node.situation = std::make_shared<const Futures::Situation>(std::move(situation));
  node.state = state_.value(node.choices);
  if (path_.empty() && !ways_.empty()) return;  // the first one, again
  node.way = static_cast<std::uint32_t>(ways_.size());
  ways_.push_back(path_.empty() ? Way{} : Way{path_.back().way, path_.back().taken});
}

// What the step tells of its actor's future. Files are called the same in every execution from here on. What an actor
// has for itself nobody else can meet: descriptions are shared with children only, of which there are none.
void Exhaustive::learn(const Node& node, Footprint& footprint, std::vector<model::StateDigest::Value> looks) {
  std::erase_if(footprint.accesses,
                [](const Access& access) { return access.object.kind == Object::Kind::description; });
  for (Access& access : footprint.accesses) access.object = state_.labelled(access.object);
  footprint.fill_sets();
  if (footprint.is_clock) return;
  futures_.add({.before = node.situation->seen.at(node.taken.actor),
                .after = state_.seen_by(node.taken.actor),
                .time_ns = node.situation->time_ns,
                .looks = std::move(looks),
                .footprint = footprint});
}

void Exhaustive::want_by_state(Node& node) {
  if (taken_up_ && path_.size() == prefix_.size()) {
    node = *taken_up_;
    return;
  }
  const auto [visit, is_new] = visited_.try_emplace(node.state, Visit{choices_of(node.sleeping)});
  is_new ? want_in_order(node) : revisit(node, visit->second);
}

// Faults first, so that they sleep while everything else is tried. Then whoever needs no others, as far as is known,
// and whoever ran: fewer locks are met while they are held.
void Exhaustive::want_in_order(Node& node) const {
  const auto add = [&node](const auto& is_such) {
    for (const Choice& choice : node.choices)
      if (is_such(choice) && !is_covered(node, choice)) node.wanted.push_back(choice);
  };
  add(is_fault);
  add([&](const Choice& choice) { return is_run(choice) && settling_.contains(state_.seen_by(choice.actor)); });
  add([&](const Choice& choice) { return !path_.empty() && choice == path_.back().taken; });
  want_all(node);
}

// Only what slept each time before and does not now is new.
void Exhaustive::revisit(Node& node, Visit& visit) const {
  const std::vector<Choice> asleep = choices_of(node.sleeping);
  node.is_settled = visit.is_settled;
  for (const Choice& choice : visit.sleeping)
    if (!contains(asleep, choice) && !(is_run(choice) && visit.is_settled)) node.wanted.push_back(choice);
  std::erase_if(node.sleeping, [&](const Explored& one) { return !contains(visit.sleeping, one.choice); });
  std::erase_if(visit.sleeping, [&](const Choice& choice) { return !contains(asleep, choice); });
}

// Whether those that were tried make a persistent set: nothing that others can come to without them depends on them.
// Where one of them can be killed, that must hold of the kill, too: it is not tried again after the step, unless the
// step only looks, for then it is the same before and after.
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
    if (std::ranges::none_of(node.choices, strikes) || (!basis_.looks_count && model::only_looks(step))) continue;
    const std::vector<const Footprint*> faults = futures_.faults_at(node.situation->seen[actor]);
    if (faults.empty()) return false;
    steps.insert(steps.end(), faults.begin(), faults.end());
  }
  node.met_next = futures_.meets(steps, still, *node.situation);
  return !node.met_next;
}

void Exhaustive::settle(Node& node) {
  if (node.is_settled || !is_run(node.taken)) return;
  const bool waits = node.attempt.is_wait;
  node.ran.push_back(
      {node.taken, std::make_shared<const Footprint>(waits ? without_wait(node.attempt) : node.footprint)});
  if (!can_settle(node)) return;
  node.is_settled = true;
  if (node.ran.size() == 1) settling_.insert(node.situation->seen[node.taken.actor]);
  visited_.at(node.state).is_settled = true;
  settled_.push_back({.node = node, .known = futures_.size()});
  settled_.back().node.footprint = {};
  settled_.back().node.sleeping.push_back({node.taken, std::make_shared<const Footprint>(node.footprint)});
}

// Goes on at a node where it matters, as is known by now, what others do first. What has been tried there sleeps; what
// slept when the search came there, and did not when it came there again, does not.
bool Exhaustive::takes_up() {
  for (Settled& one : std::exchange(settled_, {})) {
    const bool holds = one.known == futures_.size() || can_settle(one.node);
    one.known = futures_.size();
    if (holds)
      settled_.push_back(std::move(one));
    else
      left_.push_back(std::move(one.node));
  }
  taken_up_.reset();
  while (!left_.empty() && !taken_up_) {
    Node node = std::move(left_.back());
    left_.pop_back();
    Visit& visit = visited_.at(node.state);
    visit.is_settled = node.is_settled = false;
    std::erase_if(node.sleeping, [&](const Explored& one) {
      return !contains(node.wanted, one.choice) && !contains(visit.sleeping, one.choice);
    });
    node.wanted.clear();
    want_all(node);
    if (!node.wanted.empty()) taken_up_ = std::move(node);
  }
  if (taken_up_) prefix_ = choices_to(taken_up_->way);
  return taken_up_.has_value();
}

std::vector<Choice> Exhaustive::choices_to(std::uint32_t way) const {
  std::vector<Choice> choices;
  for (; ways_[way].before != way; way = ways_[way].before) choices.push_back(ways_[way].choice);
  std::ranges::reverse(choices);
  return choices;
}

}  // namespace lockproof::explore
