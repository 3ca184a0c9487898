// A campaign of exhaustive searches, whose parts (engine/search_part.h) are made by several workers and shards. What
// the parts are depends on the play alone.
#pragma once

#include <functional>
#include <vector>

#include "engine/campaign.h"

namespace lockproof::engine {

// As run_campaign(). Requires: the strategy is exhaustive.
std::vector<model::Result> run_searches(const CampaignPlan& plan, const std::function<void(const Progress&)>& progress);

}  // namespace lockproof::engine
