#include "e2e/readme_block.h"

#include "e2e/source_tree.h"

namespace lockproof::e2e {

std::vector<ReadmeBlock> readme_blocks(std::string_view markdown, std::string_view language) {
  std::vector<ReadmeBlock> blocks;
  bool in_block = false;
  bool is_wanted = false;
  int number = 0;
  for (const std::string_view line : lines_of(markdown)) {
    ++number;
    if (line.starts_with("```")) {
      in_block = !in_block;
      is_wanted = in_block && line.substr(3) == language;
      if (is_wanted) blocks.push_back({.line = number + 1, .text = {}});
    } else if (is_wanted) {
      blocks.back().text.append(line).push_back('\n');
    }
  }
  return blocks;
}

}  // namespace lockproof::e2e
