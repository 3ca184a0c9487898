#include "e2e/readme_command.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "e2e/file_text.h"
#include "e2e/readme_block.h"

namespace lockproof::e2e {
namespace {

namespace fs = std::filesystem;

// A fresh folder that looks like the root of the repository after a build: what commands write stays out of the tree.
fs::path make_root_lookalike() {
  fs::path folder = fs::path(testing::TempDir()) / fmt::format("lockproof_readme_{}", getpid());
  fs::remove_all(folder);
  fs::create_directories(folder / "build");
  fs::create_symlink(LOCKPROOF_PROGRAM, folder / "build/lockproof");
  for (const char* name : {"framework", "lock-impls", "reports", "scenarios"}) {
    fs::create_directory_symlink(fs::path(LOCKPROOF_SOURCE_DIR) / name, folder / name);
  }
  return folder;
}

TEST(Readme, ShowsCommandsThatDoWhatItSays) {
  const std::vector<ReadmeCommand> commands = readme_commands(file_text(fs::path(LOCKPROOF_SOURCE_DIR) / "README.md"));
  const fs::path folder = make_root_lookalike();
  for (const ReadmeFile& file : readme_files(file_text(fs::path(LOCKPROOF_SOURCE_DIR) / "README.md")))
    std::ofstream(folder / file.name) << file.text;
  int commands_run = 0;
  for (const ReadmeCommand& command : commands) {
    const std::optional<std::string> text = shell_text(command);
    if (!text || !command.run_in_tests) {
      fmt::print("README.md:{}: not run: {}\n", command.line, command.text);
      continue;
    }
    // The file keeps quoting out of it; the shell reads the command as a user would type it.
    std::ofstream(folder / "command.sh") << *text << '\n';
    const int status =
        std::system(fmt::format("cd '{}' && sh command.sh >output 2>&1 </dev/null", folder.string()).c_str());
    ASSERT_TRUE(WIFEXITED(status)) << command.text;
    EXPECT_EQ(WEXITSTATUS(status), command.exit_status) << "README.md:" << command.line << ": " << command.text << '\n'
                                                        << file_text(folder / "output");
    ++commands_run;
  }
  EXPECT_GT(commands_run, 0) << "README.md shows no command that can be run";
  fs::remove_all(folder);
}

}  // namespace
}  // namespace lockproof::e2e
