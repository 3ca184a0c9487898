// Keeps strategies with priorities fair. Whoever polls without sleeping would run for ever under a strict priority, and
// what it waits for would never come: a liveness bug of the schedule, not of the lock. S. Burckhardt et al. (PCT, see
// pct.h) ask for such a rule as well.
#pragma once

#include <cstdint>
#include <optional>

namespace lockproof::explore {

class Patience {
 public:
  static constexpr std::uint32_t kRunsMax = 100;  // one after the other, while somebody else could run

  void begin() { *this = Patience(); }

  // `actor` is about to run, `alone` or not: whether it has had more than its share.
  bool is_over(std::uint16_t actor, bool alone) {
    if (alone || actor != actor_) runs_ = 0;
    actor_ = actor;
    return ++runs_ > kRunsMax;
  }

 private:
  std::optional<std::uint16_t> actor_{};
  std::uint32_t runs_ = 0;
};

}  // namespace lockproof::explore
