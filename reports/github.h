// What a workflow of GitHub Actions shows: annotations, and the summary of a step.
#pragma once

#include <string>

#include "model/result.h"

namespace lockproof::reports {

// One workflow command for each violation (error), inconclusive result or failure (error) and known limit that
// was shown (notice), to be printed to the standard output.
std::string github_annotations(const model::RunSummary& summary);

// Markdown: how many of what, and a table of all that is no plain pass. To be appended to $GITHUB_STEP_SUMMARY.
std::string github_step_summary(const model::RunSummary& summary);

}  // namespace lockproof::reports
