#include "e2e/source_tree.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "e2e/file_text.h"

namespace lockproof::e2e {
namespace {

namespace fs = std::filesystem;

bool is_source(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".h" || extension == ".cc" || extension == ".c" || path.filename() == "CMakeLists.txt";
}

enum class Token { code, comment, literal };

// The token that starts at text[begin], and where it ends. Code is taken one character at a time.
struct TokenSpan {
  Token token = Token::code;
  std::size_t end = 0;
};

std::size_t end_after(std::string_view text, std::string_view closing, std::size_t from) {
  const std::size_t found = text.find(closing, from);
  return found == std::string_view::npos ? text.size() : found + closing.size();
}

std::size_t end_of_quoted(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  std::size_t end = begin + 1;
  while (end < text.size() && text[end] != quote && text[end] != '\n') {
    end += text[end] == '\\' ? 2 : 1;
  }
  return std::min(end + 1, text.size());
}

TokenSpan token_at(std::string_view text, std::size_t begin) {
  const std::string_view rest = text.substr(begin);
  const bool in_word = begin > 0 && std::isalnum(static_cast<unsigned char>(text[begin - 1])) != 0;
  if (rest.starts_with("//")) {
    return {Token::comment, std::min(text.find('\n', begin), text.size())};
  }
  if (rest.starts_with("/*")) {
    return {Token::comment, end_after(text, "*/", begin + 2)};
  }
  if (rest.starts_with("R\"") && !in_word) {
    const std::size_t open = std::min(text.find('(', begin), text.size());
    const std::string closing = ")" + std::string(text.substr(begin + 2, open - begin - 2)) + "\"";
    return {Token::literal, end_after(text, closing, open)};
  }
  // The mark in 20'000 is no quote.
  if (rest.front() == '"' || (rest.front() == '\'' && !in_word)) {
    return {Token::literal, end_of_quoted(text, begin)};
  }
  return {Token::code, begin + 1};
}

std::string blanked(std::string_view text, bool blank_literals) {
  std::string result(text);
  for (std::size_t begin = 0; begin < text.size();) {
    const auto [token, end] = token_at(text, begin);
    if (token == Token::comment || (token == Token::literal && blank_literals)) {
      std::replace_if(
          result.begin() + static_cast<std::ptrdiff_t>(begin), result.begin() + static_cast<std::ptrdiff_t>(end),
          [](char c) { return c != '\n'; }, ' ');
    }
    begin = end;
  }
  return result;
}

}  // namespace

std::vector<SourceFile> read_source_tree(const fs::path& root) {
  std::vector<SourceFile> files;
  for (const char* folder : std::array{"framework", "lock-impls", "reports", "scenarios"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.is_regular_file() && is_source(entry.path())) {
        files.push_back({entry.path().lexically_relative(root).string(), file_text(entry.path())});
      }
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

bool is_cpp(const SourceFile& file) {
  return !file.path.ends_with(".txt");
}

bool is_public_header(const SourceFile& file) {
  return file.path.starts_with("framework/include/");
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, length));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return lines;
}

std::string without_comments(std::string_view text) {
  return blanked(text, false);
}

std::string without_comments_and_literals(std::string_view text) {
  return blanked(text, true);
}

}  // namespace lockproof::e2e
