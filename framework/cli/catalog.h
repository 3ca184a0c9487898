// What this program can play: lockproof's own locks and scenarios, and the locks of a program that has lockproof
// inside.
#pragma once

#include "engine/catalog.h"

namespace lockproof::cli {

// Throws UsageError if a registered lock has no name of its own.
engine::Catalog make_catalog();

// Adds a lock that is meant to work, and lives as long as the program. Throws UsageError if it has no name of its own.
void add_lock(engine::Catalog& catalog, const LockInfo& lock);

}  // namespace lockproof::cli
