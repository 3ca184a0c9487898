// The commands that a README shows, and what each is expected to do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockproof::e2e {

struct ReadmeCommand {
  int line = 0;      // of the README, from 1
  std::string text;  // continued lines joined, comment included
  int exit_status = 0;
  bool run_in_tests = true;
};

// The lines of every ```sh block of `markdown` that start with ./dev or build/lockproof, in order. A comment at the
// end of a line says what is special:
//   ./dev run --lock eager   # finds the bug: exit 1
//   ./dev run --time 1h      # not run in tests
std::vector<ReadmeCommand> readme_commands(std::string_view markdown);

// What a shell shall run for it in a folder where build/lockproof is the program as built. Nothing for the verbs of
// ./dev other than run: a test must not start the build that it is part of.
std::optional<std::string> shell_text(const ReadmeCommand& command);

}  // namespace lockproof::e2e
