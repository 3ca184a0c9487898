#include "e2e/readme_block.h"

#include "e2e/source_tree.h"

namespace lockproof::e2e {

std::vector<ReadmeBlock> readme_blocks(std::string_view markdown, std::string_view fence) {
  std::vector<ReadmeBlock> blocks;
  bool in_block = false;
  bool is_wanted = false;
  int number = 0;
  for (const std::string_view line : lines_of(markdown)) {
    ++number;
    if (line.starts_with("```")) {
      in_block = !in_block;
      is_wanted = in_block && line.substr(3) == fence;
      if (is_wanted) blocks.push_back({.line = number + 1, .text = {}});
    } else if (is_wanted) {
      blocks.back().text.append(line).push_back('\n');
    }
  }
  return blocks;
}

std::vector<ReadmeFile> readme_files(std::string_view markdown) {
  std::vector<ReadmeFile> files;
  bool in_block = false;
  bool is_file = false;
  for (const std::string_view line : lines_of(markdown)) {
    if (line.starts_with("```")) {
      in_block = !in_block;
      const std::size_t blank = line.find(' ');
      is_file = in_block && blank != std::string_view::npos;
      if (is_file) files.push_back({.name = std::string(line.substr(blank + 1)), .text = {}});
    } else if (is_file) {
      files.back().text.append(line).push_back('\n');
    }
  }
  return files;
}

}  // namespace lockproof::e2e
