// The completion of the command line for fish, as the build makes it for the package.
#pragma once

#include <string>

#include "cli/grammar.h"
#include "engine/catalog.h"

namespace lockproof::cli {

// The file lockproof.fish: the verbs and options of the definition, the locks, scenarios and strategies that there are.
std::string fish_completion(const Grammar& grammar, const engine::Catalog& catalog);

}  // namespace lockproof::cli
