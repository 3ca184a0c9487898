// What the files of the world contain, as far as plain writes tell: enough to know what a plain read returns.
#pragma once

#include <optional>
#include <string_view>

#include "world/actor.h"
#include "world/file_tree.h"

namespace lockproof::world {

// What the read(2) at whose entry the actor stands will transfer, if that is known. Valid until the file changes.
std::optional<std::string_view> known_read(const Pending& pending, const FileTree& files);

// A read or write on a file of the world has transferred `bytes` bytes.
void note_transfer(const Pending& pending, FileTree& files, bool writing, long bytes);

}  // namespace lockproof::world
