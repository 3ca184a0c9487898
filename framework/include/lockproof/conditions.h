// The world that actors find themselves in: clocks, users, containers, the file system and what lies on it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace lockproof {

// Something that is there, or is not, when the actors start, whatever Scenario::prepare has laid out.
struct PlantedPath {
  enum class Kind : std::uint8_t {
    file,       // with `text` in it; what was there is gone
    directory,  // empty
    symlink,    // to `text`
    missing,    // nothing is there
    read_only,  // the directory stays as it is: names are neither made nor removed in it (EACCES)
  };
  std::string path{};  // relative to the world; missing parents are made
  Kind kind = Kind::file;
  std::string text{};
  std::chrono::nanoseconds age{};  // since it was last modified, by the file server's clock; negative: in the future
  friend bool operator==(const PlantedPath&, const PlantedPath&) = default;
};

// What is the same throughout an execution.
struct Conditions {
  std::vector<std::chrono::nanoseconds> clock_skews{};  // of CLOCK_REALTIME, by actor; those that follow have none
  std::vector<std::int32_t> clock_drifts_ppm{};         // how much faster CLOCK_REALTIME runs, by actor
  std::chrono::nanoseconds server_skew{};               // of the clock that file times are taken from
  std::chrono::nanoseconds file_time_step{1};           // file times are cut off to multiples of it
  bool containers = false;                              // each actor in a PID namespace and with a host name of its own
  bool users = false;             // each actor is a user of its own, who may not signal the others (EPERM)
  bool nonatomic_create = false;  // open(O_CREAT|O_EXCL) looks first and creates then, as NFS version 2 has it
  bool inodes_reused = false;     // a new file gets the lowest number of one that is gone, as on ext4
  std::chrono::nanoseconds attribute_cache{};  // for how long an actor is shown what it last saw of a path by stat(2)
                                               // or access(2), unless it has opened or changed it meanwhile (NFS)
  std::vector<PlantedPath> planted{};
  std::string check{};  // what sh is to run in the world when all actors have ended, as one more actor, which faults
                        // spare; the oracle exit_status wants status 0; empty: nothing

  friend bool operator==(const Conditions&, const Conditions&) = default;
};

}  // namespace lockproof
