#include "e2e/readme_command.h"

#include <cstddef>
#include <regex>
#include <utility>

#include "e2e/readme_block.h"
#include "e2e/source_tree.h"

namespace lockproof::e2e {
namespace {

ReadmeCommand parse(int line, std::string text) {
  ReadmeCommand command{.line = line, .text = std::move(text)};
  const std::size_t hash = command.text.rfind(" #");
  if (hash == std::string::npos) {
    return command;
  }
  const std::string comment = command.text.substr(hash);
  std::smatch status;
  if (std::regex_search(comment, status, std::regex(R"(\bexit (\d+))"))) {
    command.exit_status = std::stoi(status[1]);
  }
  command.run_in_tests = comment.find("not run in tests") == std::string::npos;
  return command;
}

bool is_command(std::string_view text) {
  return text.starts_with("./dev ") || text == "./dev" || text.starts_with("build/lockproof");
}

}  // namespace

std::vector<ReadmeCommand> readme_commands(std::string_view markdown) {
  std::vector<ReadmeCommand> commands;
  for (const ReadmeBlock& block : readme_blocks(markdown, "sh")) {
    const std::vector<std::string_view> lines = lines_of(block.text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const int line = block.line + static_cast<int>(i);
      std::string text(lines[i]);
      while (text.ends_with('\\') && i + 1 < lines.size()) {
        text.pop_back();
        text += lines[++i];
      }
      if (is_command(text)) {
        commands.push_back(parse(line, std::move(text)));
      }
    }
  }
  return commands;
}

std::optional<std::string> shell_text(const ReadmeCommand& command) {
  constexpr std::string_view kRun = "./dev run";
  if (command.text.starts_with(kRun)) {
    return "build/lockproof run" + command.text.substr(kRun.size());
  }
  if (command.text.starts_with("./dev")) {
    return std::nullopt;
  }
  return command.text;
}

}  // namespace lockproof::e2e
