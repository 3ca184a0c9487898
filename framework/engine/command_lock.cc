#include "engine/command_lock.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "engine/actor_program.h"
#include "lockproof/probe.h"
#include "tracee/stage.h"

namespace lockproof::engine {
namespace {

std::string number_of(const Scenario& scenario, std::string_view key) {
  const auto at = std::ranges::find(scenario.keys, key);
  if (at == scenario.keys.end()) throw std::logic_error(fmt::format("'{}' is no key of {}", key, scenario.name));
  return std::to_string(at - scenario.keys.begin());
}

std::string key_of(const Scenario& scenario, const std::string& number) {
  const std::size_t index = std::stoul(number);
  if (index >= scenario.keys.size()) throw std::invalid_argument("there is no key " + number);
  return std::string(scenario.keys[index]);
}

// The child says that it wants the key, and is the command from then on: what it starts is inside on its behalf.
int run_child(const Scenario& scenario, const std::string& key, const std::vector<std::string>& words) {
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    if (judges_uses(scenario)) lockproof_mark("want", key.c_str());
    _exit(become(words));
  }
  int status = 0;
  while (waitpid(child, &status, 0) != child)
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

std::vector<std::string> CommandLock::words(std::span<const std::string_view> keys) const {
  std::vector<std::string> inner = body;
  inner.push_back(number_of(*scenario, keys.front()));
  if (keys.size() > 1) {
    inner.push_back(number_of(*scenario, keys[1]));
    const std::vector<std::string> next = words(keys.subspan(1));
    inner.insert(inner.end(), next.begin(), next.end());
  }
  return lock_command_words(command, path(keys.front()), inner);
}

int CommandLock::run(std::span<const std::string_view> keys) const {
  return run_child(*scenario, std::string(keys.front()), words(keys));
}

int run_body(const Scenario& scenario, std::span<const std::string> words) {
  if (scenario.body == nullptr || words.empty() || words.size() == 2)
    throw std::invalid_argument(fmt::format("not a body of {}", scenario.name));
  const std::string key = key_of(scenario, words[0]);
  lockproof_mark("enter", key.c_str());
  const int status = words.size() == 1
                         ? scenario.body(tracee::kWorldPath)
                         : run_child(scenario, key_of(scenario, words[1]), {words.begin() + 2, words.end()});
  lockproof_mark("leave", key.c_str());
  return status;
}

bool judges_uses(const Scenario& scenario) {
  constexpr std::array<std::string_view, 5> kJudges{"keys_are_independent", "overdue_is_logged", "release_is_own",
                                                    "starvation", "waiting_is_logged"};
  return std::ranges::find_first_of(scenario.oracles, kJudges) != scenario.oracles.end();
}

int become(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  const std::string line = fmt::format("cannot execute {}: {}\n", words[0], std::strerror(errno));
  (void)!write(STDERR_FILENO, line.data(), line.size());
  return 127;
}

}  // namespace lockproof::engine
