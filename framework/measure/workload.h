// What the processes of a fleet do with the lock.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace lockproof::measure {

struct Workload {
  enum class Step : std::uint8_t {
    section,     // acquire, hold, release, think
    build_once,  // all at once: look for the artefact, acquire, look again, build, release
    cache_hit,   // look for an artefact that is there
  };

  std::string_view name;
  std::string_view summary;
  Step step = Step::section;
  int keys = 1;
  std::int64_t hold_ns = 0;  // for build_once: what building takes
  std::int64_t long_hold_ns = 0;
  int long_hold_every = 0;  // each so many acquisitions of a process hold for long_hold_ns; 0: none
  std::int64_t think_ns = 0;
  std::int64_t kill_every_ns = 0;   // how often the holder is killed, and replaced; 0: never
  int workers = 0;                  // 0: as many as wanted
  std::string_view figure = "p50";  // model::ContentionFigure: the one that matters
};

inline constexpr int kKeysMax = 16;

std::span<const Workload> all_workloads();
const Workload* find_workload(std::string_view name);

}  // namespace lockproof::measure
