// The completion of the command line for zsh, as the build makes it for the package.
#pragma once

#include <string>

#include "cli/grammar.h"
#include "engine/catalog.h"

namespace lockproof::cli {

// The file _lockproof of a folder of $fpath: the verbs and options of the definition, the locks, scenarios and
// strategies that there are.
std::string zsh_completion(const Grammar& grammar, const engine::Catalog& catalog);

}  // namespace lockproof::cli
