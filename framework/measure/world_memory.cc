#include "measure/world_memory.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace lockproof::measure {
namespace {

constexpr std::uint64_t kStep = 10;  // all actors are born, and none is done

// Of /proc/PID/smaps_rollup: "Pss:       1234 kB".
double kib(int pid, const std::string& what) {
  std::ifstream in(fmt::format("/proc/{}/smaps_rollup", pid));
  for (std::string word; in >> word;)
    if (double amount = 0; word == what && in >> amount) return amount;
  return 0;
}

std::vector<int> children_of(int pid) {
  std::ifstream in(fmt::format("/proc/{0}/task/{0}/children", pid));
  std::vector<int> children;
  for (int child = 0; in >> child;) children.push_back(child);
  return children;
}

}  // namespace

void MemoryWalk::begin(std::uint64_t execution) {
  step_ = 0;
  RandomWalk::begin(execution);
}

std::size_t MemoryWalk::choose(std::span<const model::Choice> choices) {
  if (step_++ == kStep) look();
  return RandomWalk::choose(choices);
}

void MemoryWalk::look() {
  seen_ = {.executor_kib = kib(getpid(), "Pss:")};
  double actors = 0;
  for (const int launcher : children_of(getpid())) {
    seen_.server_kib += kib(launcher, "Pss:");
    for (const int server : children_of(launcher)) {
      seen_.server_kib += kib(server, "Pss:");
      for (const int actor : children_of(server)) {
        ++actors;
        seen_.actors_kib += kib(actor, "Pss:");
        seen_.actor_rss_kib += kib(actor, "Rss:");
      }
    }
  }
  if (actors > 0) seen_.actor_rss_kib /= actors;
}

const WorldMemory& MemoryWalk::seen() const {
  if (seen_.actor_rss_kib == 0) throw std::runtime_error("/proc does not tell how much memory the actors have");
  return seen_;
}

}  // namespace lockproof::measure
