// What an exhaustive search proves, and what it takes for granted.
#pragma once

#include <cstdint>
#include <string>

#include "engine/play.h"
#include "model/class_digest.h"
#include "model/result.h"
#include "model/trace.h"

namespace lockproof::engine {

// What the executions of the play may be told apart by.
model::Discernment discernment_of(const Play& play);

// Why an execution that violated nothing voids the claim that its equivalents, and what comes after it, need not be
// looked at; empty if it does not.
std::string reason_to_doubt(const model::Trace& trace);

// How a search without a violation ended.
struct SearchEnd {
  bool complete = false;       // nothing is left to try
  std::uint64_t classes = 0;   // that were met
  std::uint64_t given_up = 0;  // executions that turned out to be equivalent to others before they were over
  std::string doubt{};         // a reason_to_doubt(), if there was one
};

// Says so in the result, whose executions are those that were not given up: it is exhaustive, or how far the search
// came.
void conclude(const SearchEnd& end, const Play& play, model::Result& result);

}  // namespace lockproof::engine
