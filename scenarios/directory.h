// Directories of a world.
#pragma once

#include <filesystem>

namespace lockproof::scenarios {

// Throws std::system_error, also if it is there already.
void make_directory(const std::filesystem::path& path);

// What most scenarios prepare: the directory "locks".
void make_lock_directory(const std::filesystem::path& world);

// The same, and "runs".
void make_runs_directory(const std::filesystem::path& world);

}  // namespace lockproof::scenarios
