#include "engine/proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "explore/condition_text.h"
#include "explore/fault_text.h"
#include "oracle/oracle.h"

namespace lockproof::engine {
namespace {

std::string actors_text(const Play& play) {
  return play.workers == 1 ? "1 actor" : fmt::format("{} actors", play.workers);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// "2 kill" for "kill x2".
std::string bound_text(const std::string& fault) {
  const std::size_t times = fault.rfind(" x");
  return times == std::string::npos ? "1 " + fault : fault.substr(times + 2) + " " + fault.substr(0, times);
}

// "no fault", "at most 1 kill, 2 pause=600s", "no fault, containers".
std::string bounds_text(const Play& play) {
  std::vector<std::string> words = lines_of(explore::to_text(play.faults));
  std::ranges::transform(words, words.begin(), bound_text);
  if (words.empty())
    words.emplace_back("no fault");
  else
    words.front().insert(0, "at most ");
  std::ranges::move(lines_of(explore::to_text(play.conditions)), std::back_inserter(words));
  return fmt::format("{}", fmt::join(words, ", "));
}

model::Watched watched_by(const Play& play) {
  const bool by_marks = std::ranges::all_of(play.scenario->oracles, [](std::string_view name) {
    const oracle::OracleInfo* info = oracle::find_oracle(name);
    return info != nullptr && info->goes_by_marks;
  });
  return by_marks ? model::Watched::marks : model::Watched::everything;
}

bool can_tell_states(const Play& play) {
  FaultBudget others = play.faults;
  others.kills.clear();
  const bool by_state = std::ranges::all_of(play.scenario->oracles, [](std::string_view name) {
    const oracle::OracleInfo* info = oracle::find_oracle(name);
    return info != nullptr && info->goes_by_state;
  });
  return by_state && explore::to_text(others).empty() && play.conditions == Conditions{};
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

struct Sums {
  std::uint64_t finished = 0;
  std::uint64_t classes = 0;
  std::uint64_t states = 0;
  std::uint64_t given_up = 0;
  double share = 0;
  std::string doubt{};  // the first one
};

// Executions that a better search would not have made, or not have begun.
std::string redundant_text(const Sums& sums, std::uint64_t executions) {
  if (sums.states > 0)
    return sums.given_up == 0 ? "" : fmt::format(" and {} more to states that had been", sums.given_up);
  std::string text;
  if (executions > sums.classes)
    text += fmt::format("; {} more were equivalent to one of these", executions - sums.classes);
  if (sums.given_up > 0) text += fmt::format("; {} more were given up as equivalent to one of these", sums.given_up);
  return text;
}

// What is left is what all parts together have, even after others are added.
void trim_samples(model::Search& search, const model::Coverage& coverage) {
  if (coverage.is_exact()) return;
  const std::uint64_t largest = coverage.sample().back().digest;
  for (model::SearchPart& part : search.made)
    std::erase_if(part.sample, [&](const model::Coverage::Class& one) { return one.digest > largest; });
}

Sums add_up(const model::Search& search, model::Result& result) {
  Sums sums{.doubt = search.doubt};
  std::int64_t virtual_us = 0;
  result.executions = result.trace_digest = result.orphaned = 0;
  result.seconds = 0;
  result.coverage = {};
  for (const model::SearchPart& part : search.made) {
    const std::uint64_t whole = part.executions - part.given_up;
    std::vector<model::Coverage::Class> sample = part.sample;
    for (model::Coverage::Class& one : sample) one.first += result.executions;
    if (whole > 0) result.coverage.merge({{{result.strategy, whole}}, std::move(sample)});
    result.executions += whole;
    result.trace_digest += part.trace_digest;
    result.orphaned += part.orphaned;
    result.seconds += part.seconds;
    virtual_us += part.virtual_us;
    if (part.executions > 0 && result.verdict != model::Verdict::violation) result.steps = part.steps;
    sums.finished += part.finished ? 1 : 0;
    sums.classes += part.classes;
    sums.states += part.states;
    sums.given_up += part.given_up;
    sums.share += part.share;
    if (sums.doubt.empty()) sums.doubt = part.doubt;
  }
  result.virtual_seconds = static_cast<double>(virtual_us) / 1e6;
  return sums;
}

std::string missing_text(const model::Search& search, std::uint64_t finished) {
  if (search.parts == 0) return "the search was not over";
  return fmt::format("{} of {} parts of the search are missing", search.parts - finished, search.parts);
}

// "42000", "10^12".
std::string order_of_magnitude(double log10) {
  if (log10 >= 6) return fmt::format("10^{:.0f}", log10);
  const double unit = std::pow(10, std::max(0.0, std::floor(log10) - 1));
  return fmt::format("{:.0f}", std::round(std::pow(10, log10) / unit) * unit);
}

// What a search without any reduction would have had to do.
std::string unreduced_text(const model::Search& search) {
  if (!search.log10_schedules) return "";
  return fmt::format("; without reduction it would be about {} executions",
                     order_of_magnitude(*search.log10_schedules));
}

// Not where states are merged: how much less there is to do then, nobody foresees.
std::string expected_text(const Sums& sums, std::uint64_t executions) {
  if (sums.share <= 0 || sums.states > 0) return "";
  const double expected = static_cast<double>(executions + sums.given_up) / sums.share;
  return fmt::format("; by estimate it was {:.2g} % of {} executions", 100 * sums.share,
                     order_of_magnitude(std::log10(expected)));
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

model::Discernment discernment_of(const Play& play, bool by_states) {
  return {.watched = watched_by(play),
          .several_faults = has_several_faults(play.faults),
          .signals = !play.faults.signals.empty(),
          .past = !by_states || !can_tell_states(play)};
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

model::Search search_of(const Play& play) {
  model::Search search;
  search.bounds = fmt::format("{} and {}", actors_text(play), bounds_text(play));
  // Which file gets which number is then a matter of the order of steps that otherwise have nothing to do with one
  // another.
  if (play.conditions.inodes_reused)
    search.doubt = "an exhaustive search proves nothing here: inode numbers are given again";
  return search;
}

void conclude(model::Result& result) {
  model::Search& search = *result.search;
  const auto violating = std::ranges::find(search.made, true, &model::SearchPart::violation);
  if (violating != search.made.end()) search.made.erase(violating + 1, search.made.end());
  const Sums sums = add_up(search, result);
  trim_samples(search, result.coverage);
  result.exhaustive = false;
  if (result.verdict == model::Verdict::violation) return;
  result.verdict = sums.doubt.empty() ? model::Verdict::pass : model::Verdict::inconclusive;
  result.message = sums.doubt;
  if (!sums.doubt.empty()) return;
  result.exhaustive = search.parts > 0 && sums.finished == search.parts;
  if (result.exhaustive && sums.states > 0)
    result.message = fmt::format(
        "safe in every execution with {}: {} states were searched, by {} executions to their ends{}{}", search.bounds,
        sums.states, result.executions, redundant_text(sums, result.executions), unreduced_text(search));
  else if (result.exhaustive)
    result.message = fmt::format("safe in each of all {} classes of equivalent executions, with {}{}{}", sums.classes,
                                 search.bounds, redundant_text(sums, result.executions), unreduced_text(search));
  else
    result.message =
        fmt::format("not a proof: {} after {} executions, none of which violated anything{}{}{}",
                    missing_text(search, sums.finished), result.executions, redundant_text(sums, result.executions),
                    expected_text(sums, result.executions), unreduced_text(search));
}

}  // namespace lockproof::engine
