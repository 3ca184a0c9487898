// Hand-written results for tests.
#pragma once

#include <string>

#include "model/result.h"

namespace lockproof::reports {

model::Result sample_pass(std::string lock, std::string scenario);
model::Result sample_finding(std::string lock, std::string scenario);  // a violation of mutual_exclusion

// Four locks in three scenarios, with every kind of outcome.
model::RunSummary sample_summary();
model::RunSummary sample_shard();  // the same, as the second of four shards
model::RunSummary sample_merge();  // the same, merged from the second and third of four shards

}  // namespace lockproof::reports
