#include "oracle/no_leaked_state.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/path_glob.h"

namespace lockproof::oracle {

using model::Event;
using model::Residue;
using model::Trace;
using model::Violation;

namespace {

constexpr std::string_view kLockWord = "{lock}";

std::string with_lock_path(std::string pattern, std::string_view lock_path) {
  for (std::size_t at = pattern.find(kLockWord); at != std::string::npos;
       at = pattern.find(kLockWord, at + lock_path.size())) {
    pattern.replace(at, kLockWord.size(), lock_path);
  }
  return pattern;
}

bool is_directory_above(std::string_view path, std::string_view lock_path) {
  for (std::size_t slash = lock_path.find('/'); slash != std::string_view::npos;
       slash = lock_path.find('/', slash + 1)) {
    if (matches_glob(lock_path.substr(0, slash), path)) return true;
  }
  return false;
}

std::string message_of(const Trace& trace, const Residue& residue) {
  const std::string whose = residue.actor < 0 ? "" : fmt::format(" of {}", name_of(trace, residue.actor));
  switch (residue.kind) {
    case Residue::Kind::file:
      return fmt::format("{}{} was left behind", residue.name, whose);
    case Residue::Kind::process:
      return fmt::format("actor {} was left running", residue.name);
    case Residue::Kind::descriptor:
      return fmt::format("descriptor {}{} was left open", residue.name, whose);
    case Residue::Kind::kernel_lock:
      return fmt::format("the kernel lock on {}{} was left held", residue.name, whose);
  }
  return "something was left behind";
}

// Killed, or given up for an error that was injected.
bool left_early(const Trace& trace, std::size_t index) {
  const Event& exit = trace.events[index];
  return was_killed(exit) || (exit.operation.result != 0 && had_injected_error(trace, past(trace, index), exit.actor));
}

}  // namespace

void NoLeakedState::begin(const Rules& rules) {
  rules_ = &rules;
  killed_ = 0;
  killed_actors_ = 0;
}

std::optional<Violation> NoLeakedState::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.kind != Event::Kind::exit || !left_early(trace, index)) return std::nullopt;
  ++killed_;
  if (trace.actors[static_cast<std::size_t>(event.actor)].parent < 0) ++killed_actors_;
  return std::nullopt;
}

std::optional<Violation> NoLeakedState::finish(const Trace& trace) {
  if (trace.end != model::End::completed) return std::nullopt;
  const auto actors = std::ranges::count(trace.actors, -1, &model::ActorRecord::parent);
  const bool judges_files = killed_actors_ < actors;
  for (const Residue& residue : trace.residue) {
    if (residue.kind == Residue::Kind::file && (!judges_files || may_stay(residue.name))) continue;
    if (residue.kind == Residue::Kind::descriptor && rules_->lock_is_program) continue;
    return finding(name, message_of(trace, residue), last_event(trace));
  }
  return std::nullopt;
}

bool NoLeakedState::may_stay(std::string_view path) const {
  const auto belongs_to = [&](const std::string& lock_path) { return may_stay_of(lock_path, path); };
  return belongs_to(rules_->lock_path) || std::ranges::any_of(rules_->more_lock_paths, belongs_to);
}

bool NoLeakedState::may_stay_of(std::string_view lock_path, std::string_view path) const {
  const auto allows = [&](const std::string& pattern) {
    return matches_glob(with_lock_path(pattern, lock_path), path);
  };
  return is_directory_above(path, lock_path) || std::ranges::any_of(rules_->may_stay, allows) ||
         std::ranges::any_of(rules_->contract.may_stay, allows) ||
         (killed_ > 0 && std::ranges::any_of(rules_->contract.may_stay_after_kill, allows));
}

}  // namespace lockproof::oracle
