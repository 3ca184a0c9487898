#include "cli/debugger.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <stdexcept>

#include "cli/command_line.h"

namespace lockproof::cli {
namespace {

struct Place {
  std::string actor;
  std::size_t step = 0;
};

Place place_of(const std::string& text, std::size_t steps) {
  const std::size_t at = text.find('@');
  Place place{.actor = text.substr(0, at)};
  const char* const end = text.data() + text.size();
  const char* const number = at == std::string::npos ? end : text.data() + at + 1;
  const auto [stop, error] = std::from_chars(number, end, place.step);
  if (error != std::errc() || stop != end || place.actor.empty() || place.step > steps)
    throw UsageError(fmt::format(
        "--gdb {}: write ACTOR@STEP, as in 2@17, with a step from 0 to {}, as replay shows them", text, steps));
  return place;
}

int run_gdb(pid_t pid, const std::vector<std::string>& words) {
  std::vector<std::string> all = {"gdb", "-q", "-p", std::to_string(pid)};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (std::string& word : all) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t gdb = 0;
  if (posix_spawnp(&gdb, "gdb", nullptr, nullptr, arguments.data(), environ) != 0) {
    fmt::print(stderr, "lockproof: --gdb: there is no gdb: apt-get install gdb\n");
    return usage;
  }
  int status = 0;
  while (waitpid(gdb, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

[[noreturn]] void debug(engine::Executor& executor, const engine::Play& play, const model::Schedule& schedule,
                        const std::string& where, const std::vector<std::string>& words) {
  const Place place = place_of(where, schedule.choices.size());
  executor.prepare(play);
  pid_t pid = 0;
  try {
    pid = executor.let_go(std::span(schedule.choices).first(place.step), place.actor);
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("--gdb {}: {}", where, error.what()));
  }
  fmt::print(
      "actor {} before step {}: process {}. It may be looked at, but cannot go on: its system calls are not "
      "answered.\n",
      place.actor, place.step, pid);
  std::fflush(nullptr);
  // The rest of the execution waits for an actor that does not come back: the kernel ends it along with this process.
  std::_Exit(run_gdb(pid, words));
}

}  // namespace lockproof::cli
