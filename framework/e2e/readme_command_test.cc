#include "e2e/readme_command.h"

#include <gtest/gtest.h>

namespace lockproof::e2e {
namespace {

TEST(ReadmeCommands, AreTheCommandLinesOfShellBlocks) {
  const std::vector<ReadmeCommand> commands = readme_commands(
      "# Title\n"
      "./dev run text\n"
      "```\n./dev run output\n```\n"
      "```sh\n"
      "cd somewhere\n"
      "./dev build\n"
      "build/lockproof list locks   # all of them\n"
      "./dev run --lock eager \\\n"
      "    --seed 7                 # finds the bug: exit 1\n"
      "build/lockproof doctor       # not run in tests\n"
      "```\n"
      "./dev run after\n");
  ASSERT_EQ(commands.size(), 4U);
  EXPECT_EQ(commands[0].text, "./dev build");
  EXPECT_EQ(commands[0].line, 8);
  EXPECT_EQ(commands[1].exit_status, 0);
  EXPECT_EQ(commands[2].text, "./dev run --lock eager     --seed 7                 # finds the bug: exit 1");
  EXPECT_EQ(commands[2].line, 10);
  EXPECT_EQ(commands[2].exit_status, 1);
  EXPECT_TRUE(commands[2].run_in_tests);
  EXPECT_FALSE(commands[3].run_in_tests);
}

TEST(ReadmeCommands, RunTheProgramAsBuilt) {
  EXPECT_EQ(shell_text({.text = "./dev run --seed 1"}), "build/lockproof run --seed 1");
  EXPECT_EQ(shell_text({.text = "build/lockproof list locks | wc -l"}), "build/lockproof list locks | wc -l");
  EXPECT_EQ(shell_text({.text = "./dev test -R model"}), std::nullopt);
}

}  // namespace
}  // namespace lockproof::e2e
