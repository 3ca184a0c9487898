// A command as the lock under test: `flock {lock} {body}` around a section of a scenario, once for each key, with a
// program of its own (lockproof __body) as the innermost body.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lockproof/scenario.h"

namespace lockproof::engine {

struct CommandLock {
  const Scenario* scenario = nullptr;
  std::string_view command;                                 // "flock {lock} {body}"
  std::vector<std::string> body;                            // {"/path/lockproof", "__body", SCENARIO}
  std::function<std::string(std::string_view key)> path{};  // of the lock of a key

  // The command for the first key, whose body is the command for the next one, and so on. Requires: keys are the
  // scenario's, and at least one.
  std::vector<std::string> words(std::span<const std::string_view> keys) const;

  // Runs words(keys) in a child. Returns its exit status, or 128 + signal. Throws std::system_error.
  int run(std::span<const std::string_view> keys) const;
};

// The words that follow "__body SCENARIO": the key whose lock is held now, by its number among the scenario's; then, if
// the body takes another one, that one's key and its command. Marks where the section begins and ends, and runs
// Scenario::body, or the command. Returns the exit status. Throws std::invalid_argument for other words.
int run_body(const Scenario& scenario, std::span<const std::string> words);

// Whether an oracle of the scenario judges by who wants a key: the marks "want", "give_up" and "free".
bool judges_uses(const Scenario& scenario);

// Returns only if it cannot be executed: then the exit status.
int become(std::vector<std::string> words);

}  // namespace lockproof::engine
