#include "explore/exhaustive.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>

#include "explore/branch_weight.h"
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

// Of those that `counts`.
double weight(std::span<const Choice> choices, auto counts) {
  double sum = 0;
  for (const Choice& choice : choices) sum += counts(choice) ? static_cast<double>(branch_weight(choice)) : 0;
  return sum;
}

}  // namespace

Exhaustive::Exhaustive(const model::Discernment& discernment, SearchRoot root, model::SearchBasis basis)
    : several_faults_(discernment.several_faults),
      footprints_(discernment.watched, discernment.several_faults),
      root_(std::move(root)),
      basis_(std::move(basis)) {
  basis_.waits_count |= discernment.waits_count();
  basis_.past_counts |= discernment.past;
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
  if (merges_states()) state_.add(trace);
  for (; noted_ < count; ++noted_) {
    Footprint footprint = footprints_.next(trace);
    std::vector<model::StateDigest::Value> looks = state_.take_looks();
    if (noted_ >= first_new_) note_step(path_[noted_], std::move(footprint), std::move(looks));
  }
}

void Exhaustive::note_step(Node& node, Footprint footprint, std::vector<model::StateDigest::Value> looks) {
  if (merges_states()) learn(node, footprint, std::move(looks));
  const bool is_attempt = footprint.is_wait && !basis_.waits_count;
  node.footprint = {};
  node.attempt = {};
  (is_attempt ? node.attempt : node.footprint) = std::move(footprint);
}

// Whether a kill of its actor after the step is the same as one before it.
bool Exhaustive::is_same_after(const Footprint& step) const {
  if (basis_.waits_count || basis_.looks_count) return false;
  return merges_states() ? model::dies_with_actor(step) : model::only_looks(step);
}

// Nothing if something new can begin with it because of the step that was taken.
std::optional<Explored> Exhaustive::asleep_after(const Explored& explored, const Node& before) const {
  if (!dependent(*explored.footprint, before.footprint)) return explored;
  const bool is_kill_after_step = explored.choice.kind == Choice::Kind::kill &&
                                  before.taken.kind == Choice::Kind::run && explored.choice.actor == before.taken.actor;
  if (!is_kill_after_step || !is_same_after(before.footprint)) return std::nullopt;
  if (model::only_looks(before.footprint)) return explored;
  Footprint kill = *explored.footprint;  // which takes away again what the step has got
  std::ranges::copy_if(before.footprint.accesses, std::back_inserter(kill.accesses), &model::Access::write);
  kill.fill_sets();
  return Explored{explored.choice, std::make_shared<const Footprint>(std::move(kill))};
}

bool Exhaustive::is_asleep(const Node& node, const Choice& choice) {
  return std::ranges::find(node.sleeping, choice, &Explored::choice) != node.sleeping.end();
}

bool Exhaustive::is_covered(const Node& node, const Choice& choice) {
  return contains(node.wanted, choice) || is_asleep(node, choice);
}

Exhaustive::Node Exhaustive::node_after(std::span<const Choice> choices) const {
  Node node;
  node.choices.assign(choices.begin(), choices.end());
  if (path_.size() == root_.prefix.size()) {
    node.sleeping = root_.sleeping;
  } else if (path_.size() > root_.prefix.size()) {
    const Node& before = path_.back();
    for (const Explored& explored : before.sleeping) {
      if (!contains(choices, explored.choice)) continue;
      if (auto still = asleep_after(explored, before)) node.sleeping.push_back(*std::move(still));
    }
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
  if (root_.is_part() && path_.size() == root_.prefix.size()) want_all(node);
}

void Exhaustive::want_all(Node& node) {
  for (const Choice& choice : node.choices)
    if (!is_covered(node, choice)) node.wanted.push_back(choice);
}

void Exhaustive::want(Node& node) {
  if (path_.size() < root_.prefix.size())
    node.wanted = {root_.prefix[path_.size()]};
  else if (merges_states())
    want_by_state(node);
  else
    want_by_races(node);
}

std::size_t Exhaustive::choose(std::span<const Choice> choices) {
  if (is_new(step_)) {
    Node node = node_after(choices);
    if (merges_states()) tell_situation(node);
    want(node);
    if (node.wanted.empty()) return kGiveUp;
    node.taken = node.wanted.front();
    path_.push_back(std::move(node));
  }
  const Node& node = path_[step_];
  if (!std::ranges::equal(node.choices, choices) || !contains(choices, node.taken))
    throw Divergence(step_, node.taken, choices);
  ++step_;
  return index_of(choices, node.taken);
}

void Exhaustive::finish(const model::Trace& trace) {
  note_steps(trace, step_);
  const model::SearchBasis seen{.past_counts = merges_states() && !state_.is_sure(),
                                .waits_count = footprints_.saw_signals(),
                                .looks_count = footprints_.saw_pipes(),
                                .listed = footprints_.newly_listed()};
  if (!basis_.includes(seen)) return start_again(seen);
  if (!merges_states()) note_races();
  backtrack();
}

void Exhaustive::start_again(const model::SearchBasis& seen) {
  basis_.add(seen);
  began_at_ = next_execution_;
  path_.clear();
  visited_.clear();
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
  if (first < root_.prefix.size()) return;
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
  if (step < root_.prefix.size()) return;
  Node& node = path_[step];
  const auto ends_another = [&](std::uint16_t actor) { return actor != node.taken.actor; };
  if (node.footprint.is_fault || std::ranges::none_of(node.footprint.ended, ends_another)) return;
  for (const Choice& choice : node.choices)
    if (!is_covered(node, choice)) node.wanted.push_back(choice);
}

// The next choice at the last node, if something is left to try there.
bool Exhaustive::turn() {
  Node& node = path_.back();
  if (merges_states()) settle(node);
  node.sleeping.push_back({node.taken, std::make_shared<const Footprint>(std::move(node.footprint))});
  const auto is_left = [&](const Choice& choice) {
    if (node.is_settled && is_run(choice)) return false;
    return !is_asleep(node, choice);
  };
  const auto is_next = [&](const Choice& choice) {
    return is_left(choice) && (!is_run(choice) || choice.actor == node.met_next);
  };
  auto next = std::ranges::find_if(node.wanted, is_next);
  if (next == node.wanted.end()) next = std::ranges::find_if(node.wanted, is_left);
  if (next == node.wanted.end()) return false;
  node.taken = *next;
  return true;
}

void Exhaustive::backtrack() {
  while (path_.size() > root_.prefix.size() && !turn()) path_.pop_back();
  is_complete_ = path_.size() <= root_.prefix.size();
  first_new_ = path_.empty() ? 0 : path_.size() - 1;
}

double Exhaustive::share_done() const {
  if (is_complete_) return root_.share;
  double left = root_.share;
  double done = 0;
  for (std::size_t step = root_.prefix.size(); step < path_.size(); ++step) {
    const Node& node = path_[step];
    const double tried = weight(node.wanted, [&](const Choice& choice) { return is_asleep(node, choice); });
    left /= weight(node.wanted, [](const Choice&) { return true; });
    done += left * tried;
    left *= static_cast<double>(branch_weight(node.taken));
  }
  return done;
}

std::vector<SearchRoot> Exhaustive::split(std::size_t parts_max) const {
  std::vector<SearchRoot> parts;
  SearchRoot part{.share = 0};
  double left = root_.share;
  for (const Node& node : path_) {
    if (part.prefix.size() >= root_.prefix.size()) {
      const bool is_last = &node == &path_.back() || parts.size() + 1 == parts_max;
      part.sleeping = node.sleeping;
      const auto is_awake = [&](const Choice& choice) { return !is_asleep(node, choice); };
      const double tried = weight(node.wanted, [&](const Choice& choice) { return is_asleep(node, choice); });
      const double awake = weight(node.choices, is_awake);
      const double taken = static_cast<double>(branch_weight(node.taken));
      part.share = left * (is_last ? awake : awake - taken) / (tried + awake);
      left *= taken / (tried + awake);
      if (!is_last) part.sleeping.push_back({node.taken, std::make_shared<const Footprint>(node.footprint)});
      parts.push_back(part);
      if (is_last) break;
    }
    part.prefix.push_back(node.taken);
  }
  return parts;
}

}  // namespace lockproof::explore
