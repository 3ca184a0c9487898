// Who may include whom. The table of the architecture page, as data, and the check of a tree against it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "e2e/source_tree.h"

namespace lockproof::e2e {

// What `files` break, one line each: "framework/model/trace.h: room model may not include oracle/oracle.h". In the
// order of `files`. An include is looked up among `files` only, as the compiler would look it up on disk.
std::vector<std::string> layering_violations(std::span<const SourceFile> files);

}  // namespace lockproof::e2e
