// What a run shows of its findings: each as short as possible.
#pragma once

#include "engine/catalog.h"
#include "model/result.h"

namespace lockproof::cli {

// Fills in Result::shrunk_token and shrunk_lanes: of all findings if they are few, else of the first few that nobody
// expected. Equal arguments give equal results. No Executor may live. Throws tracee::Refused.
void shrink_findings(model::RunSummary& summary, const engine::Catalog& catalog);

}  // namespace lockproof::cli
