// Judges who waits: an actor must not wait for a key that nobody else has had anything to do with since it wants it,
// while another key is in use. A program waits for other things, too, such as for what it runs: it is judged only when
// nobody can go on. That a killed actor had to do with a key excuses all later waits for it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "oracle/key_uses.h"
#include "oracle/oracle.h"

namespace lockproof::oracle {

class KeysAreIndependent : public Oracle {
 public:
  static constexpr std::string_view name = "keys_are_independent";
  static constexpr std::string_view summary = "no actor waits for a key because another key is in use";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  std::optional<model::Violation> judge_wait(const model::Trace& trace, std::size_t index, const KeyUse& use) const;
  bool is_contended(const model::Trace& trace, const KeyUse& use) const;
  void note_contention(const model::Trace& trace);

  bool lock_is_program_ = false;
  KeyUses uses_;
  std::set<std::string, std::less<>> keys_of_killed_;
  std::vector<std::size_t> contended_;  // the "want" marks of those who have had a rival
};

}  // namespace lockproof::oracle
