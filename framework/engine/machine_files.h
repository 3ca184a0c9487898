// The world has a /tmp and the like of its own. What a command names in the machine's is there, too.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lockproof::engine {

// The paths right below tracee::kOwnPaths that are in `text`: of "sh /tmp/a/b.sh >/tmp/c" /tmp/a and /tmp/c. Without
// repetitions, sorted.
std::vector<std::string> own_paths(std::string_view text);

// Gives the fresh directories those of `paths` that the machine has: a small file as a copy, which may be written;
// anything else as a symlink to the machine's own, which may not. Runs in the fork server. Throws
// std::filesystem::filesystem_error.
void show_machine_files(const std::vector<std::string>& paths);

// Where a file of the machine is inside: elsewhere if it is below tracee::kOwnPaths.
std::filesystem::path machine_file(const std::filesystem::path& path);

}  // namespace lockproof::engine
