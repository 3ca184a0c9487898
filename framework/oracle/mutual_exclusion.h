// Judges the marks "enter KEY" and "leave KEY": at most one actor is inside a section, for each key. An actor that
// exits is no longer inside. Where the contract excludes threads, an actor that is inside must not enter again: two
// locks of one process would hold at the same time.
#pragma once

#include <vector>

#include "oracle/oracle.h"

namespace lockproof::oracle {

class MutualExclusion : public Oracle {
 public:
  static constexpr std::string_view name = "mutual_exclusion";
  static constexpr std::string_view summary = "no two actors are inside a critical section at the same time";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  struct Inside {
    int actor;
    std::size_t entered;  // index of the event: views of its key would not survive the growth of the trace
  };

  std::optional<model::Violation> enter(const model::Trace& trace, std::size_t index, std::string_view key);
  void leave(const model::Trace& trace, int actor, std::string_view key);

  const Contract* contract_ = nullptr;
  std::vector<Inside> inside_;
};

}  // namespace lockproof::oracle
