// Judges writes to what the lock protects (Rules::protected_paths): while somebody is inside, nobody who is outside
// makes, changes or removes anything there. Whoever descends from an actor that is inside, or waits for a descendant
// that is, counts as inside.
#pragma once

#include <vector>

#include "oracle/oracle.h"

namespace lockproof::oracle {

class NoForeignWrite : public Oracle {
 public:
  static constexpr std::string_view name = "no_foreign_write";
  static constexpr std::string_view summary =
      "while somebody is inside, nobody outside writes to what the lock protects";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  std::optional<model::Violation> note_write(const model::Trace& trace, std::size_t index,
                                             const std::string& path) const;

  const Rules* rules_ = nullptr;
  std::vector<int> inside_;  // an actor is listed as often as it has entered
};

}  // namespace lockproof::oracle
