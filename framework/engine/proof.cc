#include "engine/proof.h"

#include <fmt/format.h>

#include <algorithm>

#include "explore/condition_text.h"
#include "explore/fault_text.h"
#include "oracle/oracle.h"

namespace lockproof::engine {
namespace {

std::string actors_text(const Play& play) {
  return play.workers == 1 ? "1 actor" : fmt::format("{} actors", play.workers);
}

// "no fault", "at most kill, pause=600s x2", "no fault, containers".
std::string bounds_text(const Play& play) {
  const std::string faults = explore::to_text(play.faults);
  std::string words = (faults.empty() ? "no fault\n" : "at most " + faults) + explore::to_text(play.conditions);
  words.pop_back();
  for (std::size_t at = words.find('\n'); at != std::string::npos; at = words.find('\n', at))
    words.replace(at, 1, ", ");
  return words;
}

model::Watched watched_by(const Play& play) {
  const bool by_marks = std::ranges::all_of(play.scenario->oracles, [](std::string_view name) {
    const oracle::OracleInfo* info = oracle::find_oracle(name);
    return info != nullptr && info->goes_by_marks;
  });
  return by_marks ? model::Watched::marks : model::Watched::everything;
}

bool has_several_faults(const FaultBudget& budget) {
  std::uint64_t count = 0;
  const auto add = [&](const auto& faults) {
    for (const auto& fault : faults) count += fault.count;
  };
  add(budget.kills);
  add(budget.tree_kills);
  add(budget.pid_reuses);
  add(budget.signals);
  add(budget.pauses);
  add(budget.clock_steps);
  add(budget.lock_losses);
  add(budget.injections);
  return count > 1;
}

// Executions that a better search would not have made, or not have begun.
std::string redundant_text(const SearchEnd& end, std::uint64_t executions) {
  std::string text;
  if (executions > end.classes)
    text += fmt::format("; {} more were equivalent to one of these", executions - end.classes);
  if (end.given_up > 0) text += fmt::format("; {} more were given up as equivalent to one of these", end.given_up);
  return text;
}

// The end of a thread that is not the last one of its process is no end of a process.
bool has_threads(const model::Trace& trace) {
  const auto is_of_process = [](const model::Access& access) {
    return access.object.kind == model::Object::Kind::process;
  };
  return std::ranges::any_of(trace.events, [&](const model::Event& event) {
    return event.kind == model::Event::Kind::exit && std::ranges::none_of(event.operation.accesses, is_of_process);
  });
}

}  // namespace

model::Discernment discernment_of(const Play& play) {
  return {.watched = watched_by(play),
          .several_faults = has_several_faults(play.faults),
          .signals = !play.faults.signals.empty()};
}

std::string reason_to_doubt(const model::Trace& trace) {
  switch (trace.end) {
    case model::End::completed:
    case model::End::stopped:
      break;
    case model::End::deadlock:
      return "an execution came to a deadlock, which no oracle of the scenario judges";
    case model::End::step_limit:
      return "an execution reached the limit of steps";
    case model::End::no_progress:
      return "an execution did the same over and over";
    case model::End::spinning:
      return "an actor ran without end and without a system call";
    case model::End::overgrown:
      return "an actor took more memory than there is for one";
    case model::End::vanished:
      return "an actor disappeared";
  }
  if (std::ranges::find(trace.residue, model::Residue::Kind::process, &model::Residue::kind) != trace.residue.end())
    return "an execution left a process that waits for ever";
  return has_threads(trace) ? "an actor has several threads, which share memory" : "";
}

void conclude(const SearchEnd& end, const Play& play, model::Result& result) {
  // Which file gets which number is then a matter of the order of steps that otherwise have nothing to do with one
  // another.
  const std::string doubt = play.conditions.inodes_reused ? "inode numbers are given again" : end.doubt;
  if (!doubt.empty()) {
    result.verdict = model::Verdict::inconclusive;
    result.message = fmt::format("an exhaustive search proves nothing here: {}", doubt);
    return;
  }
  result.exhaustive = end.complete;
  if (end.complete)
    result.message =
        fmt::format("safe in each of all {} classes of equivalent executions, with {} and {}{}", end.classes,
                    actors_text(play), bounds_text(play), redundant_text(end, result.executions));
  else
    result.message = fmt::format(
        "not a proof: the search was not over after {} executions, none of which violated anything{}; give it more "
        "--time or --executions",
        result.executions, redundant_text(end, result.executions));
}

}  // namespace lockproof::engine
