// How far the assumptions hold that a lock is built on: found by search, not read from its contract.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/campaign.h"
#include "engine/catalog.h"
#include "engine/play.h"

namespace lockproof::engine {

// Something that a lock may take for granted, as a duration of virtual time.
struct Assumption {
  std::string_view name;       // "clock skew"
  std::string_view sentence;   // with {} for the duration: "safe up to a clock skew of {}"
  std::string_view unlimited;  // said if no limit was found: "safe with any clock skew"
  std::string_view scenario;   // in which it is tried

  // Makes the scenario and the contract put the assumption to the test at `value`.
  void (*strain)(Scenario& scenario, Contract& contract, std::chrono::nanoseconds value);

  // What the contract says of it; nothing if it claims to need no such assumption.
  std::optional<std::chrono::nanoseconds> (*claimed)(const Contract& contract);

  // Whether the lock holds below the limit (how much may go wrong), or from the limit on (how much time it needs).
  bool holds_below = true;
};

std::span<const Assumption> all_assumptions();

struct Limit {
  std::string lock;  // its name
  const Assumption* assumption = nullptr;
  std::optional<std::chrono::nanoseconds> found;  // nothing: the lock holds up to LimitSearch::value_max
  std::optional<std::chrono::nanoseconds> claimed;
  std::uint64_t executions = 0;  // made in the search
  std::string skipped;           // why there was no search; empty if there was

  // Whether the lock holds at least as far as its contract says.
  bool keeps_contract() const;
};

struct LimitSearch {
  std::string program{};          // path of lockproof itself
  std::uint64_t executions = 64;  // of each value that is tried: so many places at which the fault strikes
  std::uint64_t seed = 1;
  int jobs = 1;
  int workers = 2;
  std::chrono::nanoseconds value_max = std::chrono::hours(24);
  std::chrono::nanoseconds resolution = std::chrono::seconds(1);
};

// Searches for the limit of one assumption: first whether it lies where the contract says, then by bisection. A value
// counts as safe if no execution of so many violated mutual exclusion, so that a limit that was found is never too
// low, but may be too high if its violation is rare. Of `subject` only what says which lock or command it is counts.
// Throws what run_campaign throws.
Limit find_limit(const Play& subject, const Assumption& assumption, const Catalog& catalog, const LimitSearch& search);

// The pure core: the last value that holds, or (not `holds_below`) the first one, of the multiples of `resolution` from
// 0 to `value_max`; nothing if there is no boundary up to there. Looks at `guess` first. 0 also if no value holds.
std::optional<std::chrono::nanoseconds> find_boundary(const std::function<bool(std::chrono::nanoseconds)>& holds,
                                                      std::optional<std::chrono::nanoseconds> guess, bool holds_below,
                                                      std::chrono::nanoseconds value_max,
                                                      std::chrono::nanoseconds resolution);

}  // namespace lockproof::engine
