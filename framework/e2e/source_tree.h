// The project's own source files as text, for tests that read the code instead of running it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lockproof::e2e {

struct SourceFile {
  std::string path;  // from the root of the repository: "framework/model/trace.h"
  std::string text;
};

// Every C and C++ file and every CMakeLists.txt below the source folders of `root`, ordered by path. Throws
// std::runtime_error where one cannot be read.
std::vector<SourceFile> read_source_tree(const std::filesystem::path& root);

bool is_cpp(const SourceFile& file);
bool is_public_header(const SourceFile& file);

// The text, cut at each newline.
std::vector<std::string_view> lines_of(std::string_view text);

// `text` with blanks in place of its comments or its string and character literals. Newlines stay where they are.
std::string without_comments(std::string_view text);
std::string without_comments_and_literals(std::string_view text);

}  // namespace lockproof::e2e
