// What is said of an execution, and of many.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lockproof::model {

enum class Verdict : std::uint8_t {
  pass,          // no oracle fired, and nothing voids the claim
  violation,     // an oracle fired
  inconclusive,  // something happened that lockproof does not model
};
std::string_view to_string(Verdict verdict);

// An oracle's finding in one trace.
struct Violation {
  std::string oracle{};     // which one fired
  std::string message{};    // what broke, in one sentence with the actors' names
  std::uint32_t event = 0;  // index into Trace::events of the moment at which it was certain
  friend bool operator==(const Violation&, const Violation&) = default;
};

}  // namespace lockproof::model
