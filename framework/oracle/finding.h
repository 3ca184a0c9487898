// How oracles report what they found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/trace.h"
#include "model/verdict.h"

namespace lockproof::oracle {

inline model::Violation finding(std::string_view oracle, std::string message, std::size_t event) {
  return {std::string(oracle), std::move(message), static_cast<std::uint32_t>(event)};
}

// For what is certain only at the end.
inline std::size_t last_event(const model::Trace& trace) {
  return trace.events.empty() ? 0 : trace.events.size() - 1;
}

}  // namespace lockproof::oracle
