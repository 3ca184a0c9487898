#include "explore/toy_search.h"

#include <algorithm>
#include <functional>
#include <map>

namespace lockproof::explore {
namespace {

// Steps that only look, and after which their actor does nothing before it is killed.
std::set<std::size_t> looks_in_vain(const model::Trace& trace, const std::vector<model::Footprint>& footprints) {
  std::set<std::size_t> looks;
  for (std::size_t kill = 0; kill < trace.schedule.size(); ++kill) {
    if (trace.schedule[kill].kind != Choice::Kind::kill) continue;
    for (std::size_t step = kill; step-- > 0;) {
      if (trace.schedule[step].actor != trace.schedule[kill].actor) continue;
      if (!only_looks(footprints[step])) break;
      looks.insert(step);
    }
  }
  return looks;
}

// Of the equivalence class of a complete execution: each step by actor and number, and what comes before it. When a
// wait began does not matter, and no more what somebody has seen who is killed then.
std::string class_of(const model::Trace& trace, std::uint32_t kills, bool signals) {
  model::Footprints footprints(model::Watched::marks, kills > 1);
  footprints.begin({});
  std::vector<model::Footprint> footprints_of_steps;
  for (std::size_t step = 0; step < trace.schedule.size(); ++step)
    footprints_of_steps.push_back(footprints.next(trace));
  const std::set<std::size_t> in_vain = signals ? std::set<std::size_t>() : looks_in_vain(trace, footprints_of_steps);
  std::vector<model::Footprint> all;
  std::vector<const model::Footprint*> earlier;
  all.reserve(trace.schedule.size());
  model::HappensBefore order;
  std::map<Choice, int> counts;
  std::vector<std::string> names;
  std::set<std::string> lines;
  for (std::size_t step = 0; step < trace.schedule.size(); ++step) {
    const Choice& choice = trace.schedule[step];
    if ((footprints_of_steps[step].is_wait && !signals) || in_vain.contains(step)) continue;
    all.push_back(footprints_of_steps[step]);
    order.add(all.back(), earlier);
    earlier.push_back(&all.back());
    names.push_back(to_string(choice) + "#" + std::to_string(counts[choice]++));
    std::set<std::string> before;
    for (std::size_t other = 0; other + 1 < all.size(); ++other)
      if (order.before(other, all.size() - 1)) before.insert(names[other]);
    std::string line = names.back() + ":";
    for (const std::string& name : before) line += " " + name;
    lines.insert(std::move(line));
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

bool sends_signals(const Code& code) {
  return std::ranges::any_of(code, [](const auto& actor) {
    return std::ranges::find(actor, Instruction::Kind::kill, &Instruction::kind) != actor.end();
  });
}

// False if the search gave it up.
bool execute(Machine& machine, Exhaustive& search, std::uint64_t number) {
  search.begin(number);
  bool is_whole = true;
  for (std::vector<Choice> choices = machine.choices(); is_whole && !choices.empty(); choices = machine.choices()) {
    search.watch(machine.trace());
    const std::size_t chosen = search.choose(choices);
    is_whole = chosen != Strategy::kGiveUp;
    if (is_whole) machine.apply(choices.at(chosen));
  }
  search.finish(machine.trace());
  return is_whole;
}

}  // namespace

Reached reached_by_all(const Code& code, std::uint32_t kills) {
  Reached reached;
  const std::function<void(const Machine&)> go_on = [&](const Machine& machine) {
    const std::vector<Choice> choices = machine.choices();
    for (const Choice& choice : choices) {
      Machine next = machine;
      next.apply(choice);
      go_on(next);
    }
    if (!choices.empty()) return;
    ++reached.executions;
    reached.deadlock |= !machine.is_over();
    reached.states.insert(machine.state());
    reached.told.insert(machine.told());
    reached.classes.insert(class_of(machine.trace(), kills, sends_signals(code)));
  };
  go_on(Machine(code, kills));
  return reached;
}

Reached reached_by_search(const Code& code, std::uint32_t kills, const Task& whole) {
  const model::Discernment discernment{
      .watched = model::Watched::marks, .several_faults = kills > 1, .signals = false, .past = whole.past};
  Reached reached;
  model::SearchBasis basis;
  std::vector<Task> tasks = {whole};
  while (!tasks.empty()) {
    const Task task = std::move(tasks.back());
    tasks.pop_back();
    Exhaustive search(discernment, task.root, basis);
    for (std::uint64_t number = 0; !search.is_complete(); ++number) {
      if (number >= task.executions_max) {
        ++reached.splits;
        for (SearchRoot& root : search.split(task.parts_max))
          tasks.push_back({std::move(root), 2 * task.executions_max, task.parts_max});
        break;
      }
      Machine machine(code, kills);
      const bool is_whole = execute(machine, search, number);
      reached.shares.push_back(search.share_done());
      if (search.began_at() == number + 1) {
        basis = search.basis();
        reached = {};
        tasks = {whole};
        break;
      }
      if (!is_whole) {
        ++reached.given_up;
        continue;
      }
      ++reached.executions;
      reached.deadlock |= !machine.is_over();
      reached.states.insert(machine.state());
      reached.told.insert(machine.told());
      reached.classes.insert(class_of(machine.trace(), kills, sends_signals(code)));
    }
  }
  return reached;
}

}  // namespace lockproof::explore
