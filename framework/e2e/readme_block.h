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

// Those whose fence names the language, such as "sh", in order.
std::vector<ReadmeBlock> readme_blocks(std::string_view markdown, std::string_view language);

}  // namespace lockproof::e2e
