// Files that are read and written as a whole.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace lockproof::reports {

// Throws std::system_error: "cannot read PATH: No such file or directory".
std::string read_whole(const std::filesystem::path& path);

// Replaces the file in one step: a reader sees the old text or the new one, and a failure leaves the old one. The
// text goes to a file beside it first, which is then renamed. What is no regular file (/dev/stdout, a pipe) is
// written straight to; a symbolic link is followed. Throws std::system_error: "cannot write PATH: No space left ...".
void write_whole(const std::filesystem::path& path, std::string_view text);

}  // namespace lockproof::reports
