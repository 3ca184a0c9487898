// The text of a file, for tests.
#pragma once

#include <filesystem>
#include <string>

namespace lockproof::e2e {

// Throws std::runtime_error if it cannot be read.
std::string file_text(const std::filesystem::path& path);

}  // namespace lockproof::e2e
