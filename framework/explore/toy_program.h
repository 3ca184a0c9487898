// A program for tests of strategies: each actor has a list of operations, any actor that has some left can run.
#pragma once

#include <string>
#include <vector>

#include "explore/strategy.h"

namespace lockproof::explore {

// mkdir(path): conflicts with the same.
inline model::Operation operation_on(std::string path) {
  model::Operation operation;
  operation.number = 83;
  operation.path = std::move(path);
  return operation;
}

struct ToyProgram {
  std::vector<std::vector<model::Operation>> actors;
  bool with_kills = false;  // one kill of any actor, at any step

  model::Trace execute(Strategy& strategy, std::uint64_t execution) const {
    model::Trace trace;
    trace.actors.resize(actors.size());
    std::vector<std::size_t> done(actors.size());
    bool may_kill = with_kills;
    const model::Operation nothing;
    strategy.begin(execution);
    for (;;) {
      std::vector<model::Choice> choices;
      std::vector<const model::Operation*> pending;
      for (std::size_t i = 0; i < actors.size(); ++i) {
        pending.push_back(done[i] < actors[i].size() ? &actors[i][done[i]] : &nothing);
        if (done[i] < actors[i].size()) choices.push_back({model::Choice::Kind::run, static_cast<std::uint16_t>(i)});
      }
      if (choices.empty()) break;
      for (std::size_t i = 0; may_kill && i < actors.size(); ++i)
        if (done[i] < actors[i].size()) choices.push_back({model::Choice::Kind::kill, static_cast<std::uint16_t>(i)});
      strategy.look(pending);
      const model::Choice choice = choices.at(strategy.choose(choices));
      trace.schedule.push_back(choice);
      if (choice.kind == model::Choice::Kind::kill) {
        done[choice.actor] = actors[choice.actor].size();
        may_kill = false;
        continue;
      }
      model::Event event;
      event.actor = static_cast<std::int16_t>(choice.actor);
      event.operation = actors[choice.actor][done[choice.actor]++];
      trace.events.push_back(std::move(event));
    }
    strategy.finish(trace);
    return trace;
  }

  // Who ran, as "0110".
  std::string order(Strategy& strategy, std::uint64_t execution) const {
    std::string order;
    for (const model::Event& event : execute(strategy, execution).events) order += std::to_string(event.actor);
    return order;
  }
};

}  // namespace lockproof::explore
