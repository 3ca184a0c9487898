#include "e2e/style.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <string_view>

namespace lockproof::e2e {
namespace {

constexpr std::size_t kLinesMax = 500;
constexpr std::array<std::string_view, 8> kEmptyWords{"util",   "utils",   "utility", "manager",
                                                      "helper", "helpers", "common",  "misc"};

// Cuts "lock_manager_test.cc" into lock, manager, test and cc.
std::vector<std::string_view> words_of(std::string_view name) {
  std::vector<std::string_view> words;
  while (!name.empty()) {
    const std::size_t length = std::min(name.find_first_of("._-"), name.size());
    words.push_back(name.substr(0, length));
    name.remove_prefix(std::min(length + 1, name.size()));
  }
  return words;
}

bool is_guarded(std::string_view code) {
  return code.find("#pragma once") != std::string_view::npos ||
         (code.find("#ifndef ") != std::string_view::npos && code.find("#define ") != std::string_view::npos);
}

}  // namespace

std::vector<std::string> style_violations(const SourceFile& file) {
  std::vector<std::string> violations;
  const auto report = [&](std::string_view what) { violations.push_back(fmt::format("{}: {}", file.path, what)); };

  const std::string name = std::filesystem::path(file.path).filename().string();
  for (const std::string_view word : words_of(name)) {
    if (std::ranges::find(kEmptyWords, word) != kEmptyWords.end()) {
      report(fmt::format("the word \"{}\" in a file name says nothing", word));
    }
  }

  const std::vector<std::string_view> lines = lines_of(file.text);
  if (lines.size() > kLinesMax) {
    report(fmt::format("{} lines, at most {}", lines.size(), kLinesMax));
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find('\t') != std::string_view::npos) {
      violations.push_back(fmt::format("{}:{}: tab", file.path, i + 1));
    }
    if (lines[i].ends_with(' ') || lines[i].ends_with('\r')) {
      violations.push_back(fmt::format("{}:{}: trailing white space", file.path, i + 1));
    }
  }

  if (name.ends_with(".h") && !is_guarded(without_comments(file.text))) {
    report("a header needs #pragma once or an include guard");
  }
  if (is_public_header(file) && !file.text.starts_with("//") && !file.text.starts_with("/*")) {
    report("a public header starts with a comment that says what it is");
  }
  return violations;
}

}  // namespace lockproof::e2e
