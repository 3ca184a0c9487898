// What a run shows of its findings: each as short as possible, and each defect once.
#pragma once

#include "engine/catalog.h"
#include "model/result.h"

namespace lockproof::cli {

// Fills in Result::shrunk_token and cause: of few findings, of all; else not of those that are expected and alone of
// their lock, nor of very long ones. And shrunk_lanes of the first few defects. Equal arguments give equal results. No
// Executor may live. Throws tracee::Refused.
void shrink_findings(model::RunSummary& summary, const engine::Catalog& catalog);

}  // namespace lockproof::cli
