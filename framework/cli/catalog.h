// What this program can play: lockproof's own locks and scenarios, and the locks of a program that has lockproof
// inside.
#pragma once

#include "engine/catalog.h"

namespace lockproof::cli {

// Throws UsageError if a registered lock has no name of its own.
engine::Catalog make_catalog();

}  // namespace lockproof::cli
