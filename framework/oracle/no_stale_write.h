// Judges the marks "enter KEY" and "accepted KEY": when a resource has taken what a holder wrote, it takes nothing any
// more of those that were holders before. Fencing, as in M. Kleppmann, "How to do distributed locking", 2016.
#pragma once

#include <vector>

#include "oracle/oracle.h"

namespace lockproof::oracle {

class NoStaleWrite : public Oracle {
 public:
  static constexpr std::string_view name = "no_stale_write";
  static constexpr std::string_view summary = "a resource takes nothing from a holder after it took from a later one";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  struct Stay {
    int actor;
    std::size_t entered;  // index of the event
    bool accepted = false;
  };
  std::vector<Stay> stays_;  // in order of entry; they do not end, because a late holder is what this is about
};

}  // namespace lockproof::oracle
