#include "explore/exhaustive.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "explore/fault_budget.h"
#include "explore/replay.h"
#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Choice;
using model::Footprint;

namespace {

bool contains(std::span<const Choice> choices, const Choice& choice) {
  return std::ranges::find(choices, choice) != choices.end();
}

}  // namespace

Exhaustive::Exhaustive(const model::Discernment& discernment, SearchRoot root, model::SearchBasis basis)
    : several_faults_(discernment.several_faults),
      footprints_(discernment.watched, discernment.several_faults),
      root_(std::move(root)),
      basis_(std::move(basis)) {
  basis_.waits_count |= discernment.waits_count();
  basis_.past_counts |= discernment.past;
  prefix_ = root_.prefix;
}

void Exhaustive::begin(std::uint64_t execution) {
  if (execution != next_execution_++) throw std::logic_error("an exhaustive search leaves no execution out");
  footprints_.begin(basis_.listed);
  state_.begin();
  step_ = 0;
  noted_ = 0;
}

void Exhaustive::watch(const model::Trace& so_far) {
  note_steps(so_far, step_);
}

void Exhaustive::note_steps(const model::Trace& trace, std::size_t count) {
  if (merges()) state_.add(trace);
  for (; noted_ < count; ++noted_) {
    Footprint footprint = footprints_.next(trace);
    std::vector<model::StateDigest::Value> looks = state_.take_looks();
    if (noted_ >= first_new_) note_step(path_[noted_], std::move(footprint), std::move(looks));
  }
}

void Exhaustive::note_step(Node& node, Footprint footprint, std::vector<model::StateDigest::Value> looks) {
  if (merges()) {
    for (model::Access& access : footprint.accesses) access.object = state_.labelled(access.object);
    footprint.fill_sets();
    if (!footprint.is_clock)
      futures_.add({.before = node.situation.seen.at(node.taken.actor),
                    .after = state_.seen_by(node.taken.actor),
                    .time_ns = node.situation.time_ns,
                    .looks = std::move(looks),
                    .footprint = footprint});
  }
  const bool is_attempt = footprint.is_wait && !basis_.waits_count;
  node.footprint = {};
  node.attempt = {};
  (is_attempt ? node.attempt : node.footprint) = std::move(footprint);
}

// Whether nothing new can begin with it because of the step that was taken.
bool Exhaustive::sleeps_on(const Explored& explored, const Node& before) const {
  if (!dependent(explored.footprint, before.footprint)) return true;
  const bool is_kill_after_step = explored.choice.kind == Choice::Kind::kill &&
                                  before.taken.kind == Choice::Kind::run && explored.choice.actor == before.taken.actor;
  return is_kill_after_step && !basis_.waits_count && !basis_.looks_count && model::only_looks(before.footprint);
}

bool Exhaustive::is_covered(const Node& node, const Choice& choice) {
  return contains(node.wanted, choice) ||
         std::ranges::find(node.sleeping, choice, &Explored::choice) != node.sleeping.end();
}

Exhaustive::Node Exhaustive::node_after(std::span<const Choice> choices) const {
  Node node;
  node.choices.assign(choices.begin(), choices.end());
  if (path_.size() == prefix_.size()) {
    node.sleeping = root_.sleeping;
  } else if (path_.size() > prefix_.size()) {
    const Node& before = path_.back();
    for (const Explored& explored : before.sleeping)
      if (contains(choices, explored.choice) && sleeps_on(explored, before)) node.sleeping.push_back(explored);
  }
  return node;
}

// Faults first, so that they sleep while everything else is tried.
void Exhaustive::want_by_races(Node& node) const {
  for (const Choice& choice : node.choices)
    if (is_fault(choice) && !is_covered(node, choice)) node.wanted.push_back(choice);
  // Whoever ran goes on: fewer locks are met while they are held.
  std::optional<Choice> other;
  for (const Choice& choice : node.choices) {
    if (is_fault(choice) || is_covered(node, choice)) continue;
    const bool goes_on = !path_.empty() && choice == path_.back().taken;
    if (!other || goes_on) other = choice;
  }
  if (other) node.wanted.push_back(*other);
  // What races in other parts could ask for, and what a fault that sleeps here has to come after: see split().
  if (root_.is_part() && path_.size() == prefix_.size()) want_all(node);
}

void Exhaustive::want_all(Node& node) const {
  for (const Choice& choice : node.choices)
    if (!is_covered(node, choice)) node.wanted.push_back(choice);
}

// At a state that was come to before, only what slept then and sleeps no more is new.
void Exhaustive::want_by_state(Node& node) {
  node.state = state_.value(node.choices);
  std::vector<Choice> asleep;
  for (const Explored& explored : node.sleeping) asleep.push_back(explored.choice);
  const auto [visit, is_new] = visited_.try_emplace(node.state, Visit{asleep});
  if (is_new) {
    for (const Choice& choice : node.choices)
      if (is_fault(choice) && !contains(asleep, choice)) node.wanted.push_back(choice);
    const auto settles = [&](const Choice& choice) {
      return choice.kind == Choice::Kind::run && settling_.contains(state_.seen_by(choice.actor));
    };
    const auto goes_on = [&](const Choice& choice) { return !path_.empty() && choice == path_.back().taken; };
    for (const Choice& choice : node.choices)
      if (settles(choice) && !is_covered(node, choice)) node.wanted.push_back(choice);
    for (const Choice& choice : node.choices)
      if (goes_on(choice) && !is_covered(node, choice)) node.wanted.push_back(choice);
    return want_all(node);
  }
  Visit& before = visit->second;
  node.is_settled = before.is_settled;
  for (const Choice& choice : before.sleeping)
    if (!contains(asleep, choice) && (is_fault(choice) || !before.is_settled)) node.wanted.push_back(choice);
  std::erase_if(node.sleeping, [&](const Explored& one) { return !contains(before.sleeping, one.choice); });
  std::erase_if(before.sleeping, [&](const Choice& choice) { return !contains(asleep, choice); });
}

Futures::Situation Exhaustive::situation(std::span<const Choice> choices) const {
  Futures::Situation situation{.time_ns = state_.time_ns(), .values = state_.values()};
  for (std::uint16_t actor = 0; actor < state_.actors(); ++actor) situation.seen.push_back(state_.seen_by(actor));
  situation.has_faults = std::ranges::any_of(choices, is_fault);
  return situation;
}

std::size_t Exhaustive::choose(std::span<const Choice> choices) {
  if (is_new(step_)) {
    Node node = node_after(choices);
    if (merges()) node.situation = situation(choices);
    if (path_.size() < prefix_.size())
      node.wanted = {prefix_[path_.size()]};
    else if (path_.size() == prefix_.size() && taken_up_)
      node = *taken_up_;
    else if (merges())
      want_by_state(node);
    else
      want_by_races(node);
    if (node.wanted.empty()) return kGiveUp;
    node.taken = node.wanted.front();
    path_.push_back(std::move(node));
  }
  const Node& node = path_[step_];
  if (!std::ranges::equal(node.choices, choices) || !contains(choices, node.taken))
    throw Divergence(step_, node.taken, choices);
  ++step_;
  return static_cast<std::size_t>(std::ranges::find(choices, node.taken) - choices.begin());
}

void Exhaustive::finish(const model::Trace& trace) {
  note_steps(trace, step_);
  const model::SearchBasis seen{.past_counts = merges() && !state_.is_sure(),
                                .waits_count = footprints_.saw_signals(),
                                .looks_count = footprints_.saw_pipes(),
                                .listed = footprints_.newly_listed()};
  if (!basis_.includes(seen)) return start_again(seen);
  if (!merges()) note_races();
  backtrack();
}

void Exhaustive::start_again(const model::SearchBasis& seen) {
  basis_.add(seen);
  began_at_ = next_execution_;
  path_.clear();
  visited_.clear();
  settled_.clear();
  left_.clear();
  taken_up_.reset();
  prefix_ = root_.prefix;
  order_.cut(0);
  first_new_ = 0;
}

void Exhaustive::note_races() {
  std::vector<const Footprint*> footprints;
  footprints.reserve(path_.size());
  for (const Node& node : path_) footprints.push_back(&node.footprint);
  order_.cut(first_new_);
  for (std::size_t step = first_new_; step < path_.size(); ++step) {
    const Node& node = path_[step];
    const Footprint& footprint = node.attempt.is_wait ? node.attempt : node.footprint;
    for (const std::size_t earlier : order_.add(footprint, footprints)) reverse(earlier, step);
    try_before_ends(step);
  }
}

// Makes sure that an execution is tried in which `second` comes before `first`: one that begins, in place of `first`,
// with something of what comes between them and does not need `first`, or with `second`.
void Exhaustive::reverse(std::size_t first, std::size_t second) {
  if (first < prefix_.size()) return;
  Node& node = path_[first];
  const Footprint& late = path_[second].footprint;
  if (node.footprint.is_clock || late.is_clock) return;
  // An actor does not overtake itself. But a fault could have struck before what it did, and after what others did.
  if (node.taken.actor == path_[second].taken.actor && !late.is_fault) return;
  std::vector<std::size_t> others;
  std::optional<Choice> initial;
  for (std::size_t step = first + 1; step <= second; ++step) {
    if (step != second && order_.before(first, step)) continue;
    const bool is_initial = std::ranges::none_of(others, [&](std::size_t other) { return order_.before(other, step); });
    others.push_back(step);
    const Choice& choice = path_[step].taken;
    if (!is_initial || !contains(node.choices, choice)) continue;
    if (is_covered(node, choice)) return;
    initial = choice;
  }
  // If there is none, `first` is what made `second` possible.
  if (initial) node.wanted.push_back(*initial);
}

// What an actor might have done had it lived on is in no execution that has this step first.
void Exhaustive::try_before_ends(std::size_t step) {
  if (step < prefix_.size()) return;
  Node& node = path_[step];
  const auto ends_another = [&](std::uint16_t actor) { return actor != node.taken.actor; };
  if (node.footprint.is_fault || std::ranges::none_of(node.footprint.ended, ends_another)) return;
  for (const Choice& choice : node.choices)
    if (!is_covered(node, choice)) node.wanted.push_back(choice);
}

// Whoever does what others have nothing to do with may as well do it first. So may whoever begins to wait for a
// flock(2), which does nothing. (With record locks the kernel finds deadlocks: it matters who waits last.)
bool Exhaustive::can_settle(Node& node) const {
  std::vector<const Footprint*> steps;
  std::vector<std::uint16_t> still;
  for (const Explored& one : node.ran) {
    const Footprint& step = one.footprint;
    const std::uint16_t actor = one.choice.actor;
    if (step.is_clock || step.actors.size() != 1 || (several_faults_ && !step.ended.empty())) return false;
    steps.push_back(&step);
    still.push_back(actor);
    const auto strikes = [&](const Choice& choice) { return is_fault(choice) && choice.actor == actor; };
    if (std::ranges::none_of(node.choices, strikes)) continue;
    if (!basis_.looks_count && model::only_looks(step)) continue;
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
  const auto is_flock = [](const model::Access& access) { return access.object.kind == model::Object::Kind::flock; };
  node.ran.push_back({node.taken, waits ? node.attempt : node.footprint});
  if (waits && std::ranges::all_of(node.attempt.accesses, is_flock)) node.ran.back().footprint.accesses.clear();
  if (!can_settle(node)) return;
  node.is_settled = true;
  if (node.ran.size() == 1) settling_.insert(node.situation.seen[node.taken.actor]);
  visited_.at(node.state).is_settled = true;
  Settled settled{.node = node, .known = futures_.size()};
  for (const Node& before : path_) settled.prefix.push_back(before.taken);
  settled.prefix.pop_back();
  settled_.push_back(std::move(settled));
}

// What has been learnt since may show that it matters what others do first.
bool Exhaustive::takes_up() {
  std::vector<Settled> settled = std::exchange(settled_, {});
  for (Settled& one : settled) {
    const bool holds = one.known == futures_.size() || can_settle(one.node);
    one.known = futures_.size();
    (holds ? settled_ : left_).push_back(std::move(one));
  }
  if (getenv("DBG")) std::printf("settled %zu left %zu known %zu\n", settled_.size(), left_.size(), futures_.size());
  if (left_.empty()) return false;
  Settled next = std::move(left_.back());
  left_.pop_back();
  Visit& visit = visited_.at(next.node.state);
  visit.is_settled = false;
  prefix_ = std::move(next.prefix);
  Node& node = next.node;
  const auto is_woken = [&](const Explored& one) {
    return contains(node.wanted, one.choice) ? false : !contains(visit.sleeping, one.choice);
  };
  std::erase_if(node.sleeping, is_woken);
  node.sleeping.push_back({node.taken, std::move(node.footprint)});
  node.is_settled = false;
  node.wanted.clear();
  want_all(node);
  taken_up_ = std::move(node);
  return true;
}

// The next choice at the last node, if something is left to try there.
bool Exhaustive::turn() {
  Node& node = path_.back();
  if (merges()) settle(node);
  node.sleeping.push_back({node.taken, std::move(node.footprint)});
  const auto is_left = [&](const Choice& choice) {
    if (node.is_settled && !is_fault(choice)) return false;
    return std::ranges::find(node.sleeping, choice, &Explored::choice) == node.sleeping.end();
  };
  auto next = std::ranges::find_if(node.wanted, [&](const Choice& choice) {
    return is_left(choice) && (is_fault(choice) || choice.actor == node.met_next);
  });
  if (next == node.wanted.end()) next = std::ranges::find_if(node.wanted, is_left);
  if (next == node.wanted.end()) return false;
  node.taken = *next;
  return true;
}

void Exhaustive::backtrack() {
  while (path_.size() > prefix_.size() && !turn()) path_.pop_back();
  if (path_.size() > prefix_.size()) {
    first_new_ = path_.size() - 1;
    return;
  }
  path_.clear();
  is_complete_ = !merges() || !takes_up();
  first_new_ = path_.empty() ? 0 : path_.size() - 1;
}

std::vector<SearchRoot> Exhaustive::split(std::size_t parts_max) const {
  std::vector<SearchRoot> parts;
  SearchRoot part;
  for (const Node& node : path_) {
    if (part.prefix.size() >= prefix_.size()) {
      const bool is_last = &node == &path_.back() || parts.size() + 1 == parts_max;
      part.sleeping = node.sleeping;
      if (!is_last) part.sleeping.push_back({node.taken, node.footprint});
      parts.push_back(part);
      if (is_last) break;
    }
    part.prefix.push_back(node.taken);
  }
  return parts;
}

}  // namespace lockproof::explore
