#include "engine/actor_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace lockproof::engine {
namespace {

using testing::ElementsAre;

std::vector<std::string> words(std::string_view command) {
  return lock_command_words(command, "/world/locks/a.lock", {"/bin/body", "first"});
}

TEST(LockCommandWordsTest, ABodyAloneBecomesItsWords) {
  EXPECT_THAT(words("flock {lock} {body}"), ElementsAre("flock", "/world/locks/a.lock", "/bin/body", "first"));
}

TEST(LockCommandWordsTest, AQuotedBodyStaysOneText) {
  EXPECT_THAT(words("sh -c '{body}'"), ElementsAre("sh", "-c", "/bin/body first"));
  EXPECT_THAT(words("sh -c \"with {lock}; {body}\""),
              ElementsAre("sh", "-c", "with /world/locks/a.lock; /bin/body first"));
}

TEST(LockCommandWordsTest, AScriptSeesALockAsOneWord) {
  const auto words = [](std::string_view command) { return lock_command_words(command, "/a b", {"c", "d e"}); };
  EXPECT_THAT(words("sh -c 'with {lock} {body}' {lock} --lock={lock}"),
              ElementsAre("sh", "-c", "with '/a b' c 'd e'", "/a b", "--lock=/a b"));
}

TEST(LockCommandWordsTest, SplitsAsAShellDoes) {
  EXPECT_THAT(words("  a\t'b c'\\ d \"\" e\\'f "), ElementsAre("a", "b c d", "", "e'f"));
  EXPECT_THAT(words("'a\\b' --lock={lock}"), ElementsAre("a\\b", "--lock=/world/locks/a.lock"));
}

TEST(CommandWordsTest, SurviveTheWayThroughText) {
  const std::vector<std::string> words = {"sh", "-c", "echo \"it's\" > 'a b'; {lock}\n", "", "\\", "plain"};
  EXPECT_EQ(command_words(command_from_words(words)), words);
  EXPECT_EQ(command_from_words({"make", "-j2", "all"}), "make -j2 all");
}

TEST(LockCommandWordsTest, RefusesAnUnclosedQuote) {
  EXPECT_THROW(words("sh -c '{body}"), std::invalid_argument);
}

}  // namespace
}  // namespace lockproof::engine
