// Judges the marks "ask KEY", "kept KEY" and "lost KEY" together with the operations on the lock path. Who has lost the
// lock, because it was told so or because somebody beside whom it was inside was told to be the holder, removes or
// replaces nothing at the lock path until it wants the lock again: what is there belongs to a successor.
#pragma once

#include <vector>

#include "oracle/oracle.h"

namespace lockproof::oracle {

class ReleaseIsOwn : public Oracle {
 public:
  static constexpr std::string_view name = "release_is_own";
  static constexpr std::string_view summary = "who has lost the lock does not remove its successor's";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  // What an actor has to do with a lock, from its mark "enter" to its next mark "want".
  struct Stay {
    int actor;
    std::size_t entered;  // index of the event: views of its key would not survive the growth of the trace
    bool inside = true;
    bool lost = false;
    std::vector<int> beside{};  // who was inside too when it asked
  };

  Stay* find(const model::Trace& trace, int actor, std::string_view key);
  void note_mark(const model::Trace& trace, std::size_t index);
  void want(const model::Trace& trace, int actor, std::string_view key);
  void ask(const model::Trace& trace, Stay& asking, std::string_view key);
  void keep(const model::Trace& trace, const Stay& kept, std::string_view key);
  bool is_path_of(std::string_view path, std::string_view key) const;

  const Rules* rules_ = nullptr;
  std::vector<Stay> stays_;
};

}  // namespace lockproof::oracle
