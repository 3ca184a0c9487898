// Puts together what was made of exhaustive searches, part by part.
#pragma once

#include <span>

#include "engine/merge.h"

namespace lockproof::engine {

// Whether the campaign is one of exhaustive searches.
bool has_searches(const model::RunSummary& summary);

// As merge(): the union of parts, whoever made them. Of a part that was made twice, the one that got further counts;
// parts that rest on less than others do are as good as not made. A search that lacks parts is inconclusive, unless a
// violation was found.
model::RunSummary merge_searches(std::span<const NamedSummary> summaries);

}  // namespace lockproof::engine
