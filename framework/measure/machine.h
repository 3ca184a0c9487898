// The machine that is measured, in words.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace lockproof::measure {

// Date, processor, CPUs, kernel, governor, load, and the file system of each directory.
std::vector<std::pair<std::string, std::string>> describe_machine(std::span<const std::filesystem::path> directories);

// "tmpfs", "ext4"...: the type of the file system on which a directory is; "unknown" if the machine does not tell.
std::string file_system_of(const std::filesystem::path& directory);

}  // namespace lockproof::measure
