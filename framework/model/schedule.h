// A replay token: all that is needed to make the same execution happen again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/bad_input.h"
#include "model/choice.h"

namespace lockproof::model {

struct Schedule {
  std::string lock{};     // name of an in-tree lock; of a library: engine/plugin.h; of a command: its name and its
                          // promises, a line each
  std::string command{};  // that is the lock; empty: an in-tree one
  std::string scenario{};
  std::string faults{};  // and conditions, in words: explore/fault_text.h, condition_text.h
  std::uint16_t workers = 0;
  std::uint64_t seed = 0;           // of what is random inside the world, not of the strategy
  std::uint32_t scenario_hash = 0;  // of the scenario's and the lock's description; see engine
  std::uint32_t trace_hash = 0;     // low half of the digest that the replay must reach
  std::vector<Choice> choices{};
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

// Why a token cannot be used, and what to do.
class BadToken : public BadInput {
 public:
  using BadInput::BadInput;
};

// "lp1-", or "lp1z-" if it is compressed, and base64url of a compact binary form with a checksum. No white space; short
// enough to paste.
std::string to_token(const Schedule& schedule);

// Throws BadToken: not a token, made by another version ("lp2-..."), mistyped (checksum), truncated.
Schedule from_token(std::string_view token);

}  // namespace lockproof::model
