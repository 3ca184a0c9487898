// Judges the marks "ask KEY", "kept KEY" and "lost KEY": of two actors that are inside together, for whatever reason,
// at most one is told that it still is the holder. Which one came in wrongly does not matter: it may be the one whose
// mark "enter" came last.
#pragma once

#include <vector>

#include "oracle/oracle.h"

namespace lockproof::oracle {

class LockLossIsTold : public Oracle {
 public:
  static constexpr std::string_view name = "lock_loss_is_told";
  static constexpr std::string_view summary = "a holder that lost its lock to another one is told so when it asks";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  static constexpr int kNobody = -1;

  struct Inside {
    int actor;
    std::size_t entered;        // index of the event: views of its key would not survive the growth of the trace
    std::vector<int> beside{};  // who was inside too when it asked
    int rival = kNobody;        // was told that it is the holder, having asked while this one was inside
  };

  Inside* find(const model::Trace& trace, int actor, std::string_view key);
  void ask(const model::Trace& trace, int actor, std::string_view key);
  std::optional<model::Violation> keep(const model::Trace& trace, std::size_t index, std::string_view key);

  std::vector<Inside> inside_;
};

}  // namespace lockproof::oracle
