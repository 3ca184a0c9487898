// Judges the files that the scenario calls private to a run (Rules::private_paths): what one actor, or a descendant of
// it, has made, changed or removed is written to by no other actor, not even later.
#pragma once

#include <map>
#include <string>

#include "oracle/oracle.h"

namespace lockproof::oracle {

class StateIsolation : public Oracle {
 public:
  static constexpr std::string_view name = "state_isolation";
  static constexpr std::string_view summary = "no two actors write to the same private file";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  std::optional<model::Violation> note_write(const model::Trace& trace, std::size_t index, const std::string& path);

  const Rules* rules_ = nullptr;
  std::map<std::string, int> writers_;  // by path
};

}  // namespace lockproof::oracle
