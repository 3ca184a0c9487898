#include "engine/executor.h"

#include <fmt/format.h>

#include <algorithm>

#include "explore/fault_budget.h"

namespace lockproof::engine {

void Executor::prepare(const Play& play) {
  play_ = play;
  text_ = to_text(play);
  world_.forget();
  rules_ = rules_of(play);
  oracles_.clear();
  for (const std::string_view name : play.scenario->oracles) {
    const oracle::OracleInfo* info = oracle::find_oracle(name);
    if (info == nullptr)
      throw std::logic_error(
          fmt::format("scenario {} names oracle {}, which does not exist", play.scenario->name, name));
    oracles_.push_back(info->make());
  }
}

bool Executor::observe_new_events() {
  for (; events_seen_ < trace_.events.size(); ++events_seen_)
    for (const auto& oracle : oracles_)
      if ((violation_ = oracle->observe(trace_, events_seen_))) return true;
  return false;
}

// False if the strategy gave up.
bool Executor::run(explore::Strategy& strategy) {
  explore::RemainingFaults faults(play_.faults);
  while (!world_.choices().empty()) {
    choices_ = world_.choices();
    faults.filter(choices_);
    strategy.look(world_.pending());
    strategy.watch(trace_);
    const std::size_t chosen = strategy.choose(choices_);
    if (chosen == explore::Strategy::kGiveUp) {
      world_.finish(model::End::stopped);
      return false;
    }
    const model::Choice choice = choices_.at(chosen);
    faults.take(choice);
    world_.apply(choice);
    std::optional<model::End> end;
    if (observe_new_events())
      end = model::End::stopped;
    else if (trace_.schedule.size() >= play_.scenario->bounds.steps_max)
      end = model::End::step_limit;
    if (end) {
      world_.finish(end);
      return true;
    }
  }
  world_.finish();
  return true;
}

void Executor::begin(bool watch_results) {
  for (const auto& oracle : oracles_) oracle->begin(rules_);
  violation_.reset();
  events_seen_ = 0;
  world_.begin({.play = text_,
                .actors = play_.workers,
                .seed = play_.seed,
                .faults = play_.faults,
                .conditions = play_.conditions,
                .watch_results = watch_results,
                .spare_start_ups = play_.lock == nullptr && play_.spares_start_ups},
               trace_);
  observe_new_events();
}

Outcome Executor::execute(explore::Strategy& strategy, std::uint64_t number, bool watch_results) {
  strategy.begin(number);
  begin(watch_results);
  Outcome outcome;
  outcome.given_up = !run(strategy);
  for (const auto& oracle : oracles_)
    if (!violation_ && !outcome.given_up) violation_ = oracle->finish(trace_);
  strategy.finish(trace_);
  outcome.spared = world_.spares_start_ups();
  outcome.violation = violation_;
  outcome.digest = model::digest(trace_);
  outcome.verdict = violation_                  ? model::Verdict::violation
                    : trace_.unmodelled.empty() ? model::Verdict::pass
                                                : model::Verdict::inconclusive;
  return outcome;
}

pid_t Executor::let_go(std::span<const model::Choice> beginning, std::string_view actor) {
  begin(false);
  for (const model::Choice& choice : beginning) {
    if (std::ranges::find(world_.choices(), choice) == world_.choices().end())
      throw std::invalid_argument(fmt::format("step {} cannot be made again", trace_.schedule.size()));
    world_.apply(choice);
  }
  const auto found = std::ranges::find(trace_.actors, actor, &model::ActorRecord::name);
  const auto index = static_cast<std::int16_t>(found - trace_.actors.begin());
  const auto is_end = [&](const model::Event& event) {
    return event.kind == model::Event::Kind::exit && event.actor == index;
  };
  if (found == trace_.actors.end() || std::ranges::any_of(trace_.events, is_end))
    throw std::invalid_argument(fmt::format("there is no actor {} before step {}", actor, beginning.size()));
  return world_.let_go(index);
}

void Executor::confirm(explore::Strategy& strategy, std::uint64_t number) {
  if (trace_.end != model::End::stopped) world_.check_files();
  const model::Trace first = trace_;
  execute(strategy, number, true);
  if (first == trace_) return;
  throw Nondeterminism(fmt::format("lock {}, scenario {}, execution {}: {}", play_.lock_name(), play_.scenario->name,
                                   number, model::first_difference(first, trace_)));
}

}  // namespace lockproof::engine
