// Completion of the command line in bash, as the build makes it for the package.
#pragma once

#include <string>

#include "cli/grammar.h"
#include "engine/catalog.h"

namespace lockproof::cli {

// A script to be sourced: verbs, options, the names of locks, scenarios and strategies (also after a comma), files.
std::string bash_completion(const Grammar& grammar, const engine::Catalog& catalog);

}  // namespace lockproof::cli
