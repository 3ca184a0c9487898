// The fenced blocks of a README.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockproof::e2e {

struct ReadmeBlock {
  int line = 0;  // of the README, from 1: the first one of the text
  std::string text;
};

// Those whose fence has this text, such as "sh", in order.
std::vector<ReadmeBlock> readme_blocks(std::string_view markdown, std::string_view fence);

struct ReadmeFile {
  std::string name;
  std::string text;
};

// Those whose fence names a file after the language, as in "sh lock.sh".
std::vector<ReadmeFile> readme_files(std::string_view markdown);

}  // namespace lockproof::e2e
