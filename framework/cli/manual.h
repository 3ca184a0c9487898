// lockproof(1), as the build makes it for the package.
#pragma once

#include <string>

#include "cli/grammar.h"

namespace lockproof::cli {

// In the man macros of roff: every verb and option, from the same definition as --help.
std::string manual(const Grammar& grammar);

}  // namespace lockproof::cli
