// What the command line says to somebody who types something, right or wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

// The first words of the indented lines below "Subcommands:".
Words verbs() {
  std::istringstream help(lockproof({"--help"}).out);
  Words verbs;
  bool in_list = false;
  for (std::string line; std::getline(help, line);) {
    std::string word;
    std::istringstream(line) >> word;
    if (in_list && line.starts_with("  ") && !line.starts_with("   ")) {
      verbs.push_back(word);
    }
    in_list = word == "Subcommands:" || (in_list && line.starts_with(' '));
  }
  return verbs;
}

TEST(Help, OfEveryVerbHasExamples) {
  const Words all = verbs();
  EXPECT_THAT(all, testing::IsSupersetOf({"run", "replay", "list", "doctor"}));
  for (const std::string& verb : all) {
    const Finished help = lockproof({verb, "--help"});
    EXPECT_EQ(help.status, 0) << help;
    EXPECT_THAT(help.out, HasSubstr("Example")) << verb;
    EXPECT_THAT(help.out, HasSubstr("\n  lockproof " + verb)) << verb;
    EXPECT_THAT(help.err, IsEmpty()) << verb;
  }
}

struct Mistake {
  const char* name;
  Words words;
  Words told;  // parts of the message
  friend void PrintTo(const Mistake& mistake, std::ostream* stream) { *stream << mistake.name; }
};

class Mistakes : public testing::TestWithParam<Mistake> {};

TEST_P(Mistakes, AreToldInOneMessage) {
  const Finished finished = lockproof(GetParam().words);
  EXPECT_EQ(finished.status, 2) << finished;
  EXPECT_THAT(finished.out, IsEmpty());
  EXPECT_THAT(finished.err, StartsWith("lockproof: "));
  for (const std::string& part : GetParam().told) {
    EXPECT_THAT(finished.err, HasSubstr(part));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Words, Mistakes,
    testing::Values(Mistake{"NoVerb", {}, {"run", "replay", "list", "doctor"}},
                    Mistake{"UnknownVerb", {"rnu"}, {"rnu", "run", "replay", "list", "doctor"}},
                    Mistake{"UnknownFlag", {"run", "--lok", "flock"}, {"--lok", "--help"}},
                    Mistake{"UnknownLock", {"run", "--lock", "flokc"}, {"flokc", "flock", "o_excl"}},
                    Mistake{"UnknownScenario", {"run", "--scenario", "build_twice"}, {"build_twice", "build_once"}},
                    Mistake{"UnknownStrategy", {"run", "--strategy", "luck"}, {"luck", "lockproof list strategies"}},
                    Mistake{"UnknownList", {"list", "lokcs"}, {"lokcs", "locks", "oracles"}},
                    Mistake{"NoExecutions", {"run", "--executions", "0"}, {"--executions", "0"}},
                    Mistake{"ExecutionsThatAreNoNumber", {"run", "--executions", "many"}, {"--executions", "many"}},
                    Mistake{"NegativeSeed", {"run", "--seed", "-1", "--executions", "1"}, {"--seed", "-1"}},
                    Mistake{"NoWorkers", {"run", "--workers", "0"}, {"--workers", "0"}},
                    Mistake{"NoDuration", {"run", "--time", "soon"}, {"--time", "soon", "30s"}},
                    Mistake{"LockAndCommand",
                            {"run", "--lock", "o_excl", "--lock-command", "flock {lock} {body}", "--executions", "1"},
                            {"--lock", "--lock-command"}}),
    [](const auto& info) { return info.param.name; });

TEST(List, IsTheSameAsJson) {
  for (const char* what : {"locks", "scenarios", "faults", "oracles", "strategies"}) {
    const Finished table = lockproof({"list", what});
    const Finished json = lockproof({"list", what, "--json"});
    EXPECT_EQ(table.status, 0) << table;
    EXPECT_EQ(json.status, 0) << json;
    const nlohmann::json entries = nlohmann::json::parse(json.out).at(what);
    EXPECT_FALSE(entries.empty()) << what;
    for (const nlohmann::json& entry : entries) {
      EXPECT_THAT(table.out, HasSubstr('\n' + entry.at("name").get<std::string>() + ' '));
      EXPECT_NE(entry.at("summary"), "");
    }
  }
}

TEST(Run, OfNothingButWhatContractsExcludeIsNoFailure) {
  const Finished finished = lockproof({"run", "--lock", "posix", "--scenario", "threads"});
  EXPECT_EQ(finished.status, 0) << finished;
  EXPECT_THAT(finished.out, HasSubstr("1 skipped"));
}

TEST(Json, IntoAFolderThatIsNotThereIsRefusedBeforeTheWork) {
  const FreshFolder folder;
  const std::string file = folder.path() / "missing" / "results.json";
  // Nobody would wait for the end of so many executions to read that message.
  const Finished finished = lockproof({"run", "--executions", "100000000", "--lock", "flock", "--json", file});
  EXPECT_EQ(finished.status, 2) << finished;
  EXPECT_THAT(finished.out, IsEmpty());
  EXPECT_THAT(finished.err, HasSubstr(file));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Json, ThatCannotBeWrittenLeavesTheTableAndNoHalfWrittenFile) {
  const FreshFolder folder;
  const std::filesystem::path occupied = folder.path() / "results.json";
  std::filesystem::create_directory(occupied);
  const Finished finished =
      lockproof({"run", "--executions", "1", "--lock", "flock", "--scenario", "build_once", "--json", occupied});
  EXPECT_EQ(finished.status, 3) << finished;
  EXPECT_THAT(finished.out, HasSubstr("1 pass"));
  EXPECT_THAT(finished.err, HasSubstr(occupied.string()));
  EXPECT_TRUE(std::filesystem::is_empty(occupied));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

// A run with colours to show: one pass, one violation.
Words colourful_run() {
  return {"run", "--lock", "flock,no_op", "--scenario", "build_once", "--executions", "10"};
}

Finished on_a_terminal(const Words& words, const Words& variables) {
  std::string command = LOCKPROOF_PROGRAM;
  for (const std::string& word : words) {
    command += ' ' + word;
  }
  return run({"script", "-qec", command, "/dev/null"}, {.variables = variables});
}

constexpr const char* kRed = "\x1b[31m";
constexpr const char* kGreen = "\x1b[32m";

TEST(Colour, IsForTerminals) {
  const Finished elsewhere = lockproof(colourful_run());
  EXPECT_THAT(elsewhere.out + elsewhere.err, Not(HasSubstr("\x1b")));
  EXPECT_THAT(elsewhere.out, HasSubstr("mutual_exclusion"));
  EXPECT_THAT(on_a_terminal(colourful_run(), {"TERM=xterm"}).out, HasSubstr(kGreen));
}

TEST(Colour, IsSwitchedOffByNoColor) {
  const Finished finished = on_a_terminal(colourful_run(), {"TERM=xterm", "NO_COLOR=1"});
  EXPECT_THAT(finished.out, HasSubstr("mutual_exclusion"));
  EXPECT_THAT(finished.out, Not(testing::ContainsRegex("\x1b\\[[0-9;]*m")));
}

TEST(Time, EndsARun) {
  // Without the limit the watchdog would have to end it.
  const Campaign run = campaign({"--lock", "flock", "--scenario", "build_once", "--time", "2s"});
  EXPECT_EQ(run.finished.status, 0) << run.finished;
  ASSERT_EQ(run.results.size(), 1U) << run.finished;
  EXPECT_GT(run.results[0].at("executions"), 0);
}

TEST(Run, OfPairsThatAreAllSkippedSaysSo) {
  const Campaign run = campaign({"--lock", "mkdir_lease", "--scenario", "pause_past_lease"});
  EXPECT_EQ(run.finished.status, 0) << run.finished;
  ASSERT_EQ(run.results.size(), 1U) << run.finished;
  EXPECT_EQ(run.results[0].at("skipped"), "outside of the lock's contract");
}

TEST(Version, IsOneLine) {
  const Finished finished = lockproof({"--version"});
  EXPECT_EQ(finished.status, 0);
  EXPECT_THAT(finished.out, MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

}  // namespace
}  // namespace lockproof::e2e
