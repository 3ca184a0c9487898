// Puts what the shards of a campaign found together, to what one machine would have found.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/bad_input.h"
#include "model/result.h"

namespace lockproof::engine {

// What does not go together, or contradicts itself; what() names it.
class BadMerge : public model::BadInput {
 public:
  using BadInput::BadInput;
};

struct NamedSummary {
  std::string name;  // for messages: the file
  model::RunSummary summary;
};

// The union of shards and of what was merged before: neither grouping nor order nor repetition makes a difference. Of a
// shard that was run twice, the run that got further counts. Where shards are missing, a play is inconclusive unless a
// violation was found. With all shards, everything but seconds is as if one machine had done it all.
// Requires: there is one. Throws BadMerge, and Nondeterminism if two runs of one shard disagree.
model::RunSummary merge(std::span<const NamedSummary> summaries);

// Forgets what came of the executions: a pass, with nothing to say.
void forget_outcome(model::Result& result);

// Takes over what came of those of `part`.
void take_outcome(const model::Result& part, model::Result& whole);

// The shards that a merged summary lacks, by number. None of exhaustive searches: their results say what is missing.
std::vector<std::uint64_t> missing_shards(const model::RunSummary& merged);

// What is worth saying of a play in which bodies outlived their wrappers so many times; empty if none did.
std::string orphans_message(std::uint64_t orphaned);

}  // namespace lockproof::engine
