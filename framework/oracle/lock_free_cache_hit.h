// Judges the mark "lockless KEY" together with the operations on the lock path: who needs no lock, because what it
// wants is there already or because locking is off, performs no operation on a lock file or on anything named after
// one, and neither does anybody that it starts.
#pragma once

#include <vector>

#include "oracle/oracle.h"

namespace lockproof::oracle {

class LockFreeCacheHit : public Oracle {
 public:
  static constexpr std::string_view name = "lock_free_cache_hit";
  static constexpr std::string_view summary = "who needs no lock, as for a cache hit, performs no operation on it";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  bool is_lockless(const model::Trace& trace, int actor) const;
  bool is_about_lock(std::string_view path) const;

  const Rules* rules_ = nullptr;
  std::vector<int> lockless_;  // actors
};

}  // namespace lockproof::oracle
