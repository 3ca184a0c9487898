// The world has a /tmp of its own. What a command names in the machine's /tmp is there, too.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lockproof::engine {

// The names right below /tmp in `text`: of "sh /tmp/a/b.sh >/tmp/c" a and c. Without repetitions, sorted.
std::vector<std::string> temporary_names(std::string_view text);

// Gives the fresh /tmp those of `names` that the machine's /tmp has: a small file as a copy, which may be written;
// anything else as a symlink to the machine's own, which may not. Runs in the fork server. Throws
// std::filesystem::filesystem_error.
void show_machine_files(const std::vector<std::string>& names);

// Where a file of the machine is inside: elsewhere if it is in /tmp.
std::filesystem::path machine_file(const std::filesystem::path& path);

}  // namespace lockproof::engine
