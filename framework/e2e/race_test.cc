// Programs that are no locks: copies of a command at once.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;

// The one result of copies of a shell script.
nlohmann::json race(const std::string& script, const Words& more = {}, const char* executions = "200") {
  Words words = {"--executions", executions};
  words.insert(words.end(), more.begin(), more.end());
  words.insert(words.end(), {"--", "sh", "-c", script});
  const Campaign run = campaign(words);
  EXPECT_EQ(run.results.size(), 1U) << run.finished;
  EXPECT_EQ(run.finished.status, run.results.at(0).at("verdict") == "pass" ? 0 : 1) << run.finished;
  return run.results.at(0);
}

TEST(Race, ACheckBeforeTheActIsFound) {
  const nlohmann::json result = race("test -e made || mkdir made");
  EXPECT_EQ(result.at("oracle"), "exit_status") << result;
  EXPECT_EQ(result.at("lock"), "sh -c 'test -e made || mkdir made'");
  const Finished replay = lockproof({"replay", result.at("token")});
  EXPECT_EQ(replay.status, 1) << replay;
  EXPECT_THAT(replay.out, HasSubstr("mkdir(\"made\""));
}

TEST(Race, ALockAroundItKeepsItSilent) {
  EXPECT_EQ(race("exec 9> lock; flock 9; test -e made || mkdir made").at("verdict"), "pass");
}

TEST(Race, MarkedSectionsExcludeOneAnother) {
  const std::string section = "test -e /.lockproof/enter/x; mkdir -p d; test -e /.lockproof/leave/x";
  EXPECT_EQ(race(section).at("oracle"), "mutual_exclusion");
  EXPECT_EQ(race("exec 9> lock; flock 9; " + section).at("verdict"), "pass");
}

// The rows of a table in README.md, as programs without a lock. All are found inside at once.
TEST(Race, AnyLanguageMarksItsSections) {
  struct Row {
    std::string name;
    Words compiler;  // "-o", program and source follow
    Words interpreter;
    std::string source;
  };
  const Row rows[] = {
      {"c",
       {"cc"},
       {},
       "#include <unistd.h>\nint main() {\n  access(\"/.lockproof/enter/k\", F_OK);\n  sleep(1);\n"
       "  access(\"/.lockproof/leave/k\", F_OK);\n  return 0;\n}\n"},
      {"go",
       {"go", "build"},
       {},
       "package main\nimport (\"os\"; \"time\")\nfunc main() { os.Stat(\"/.lockproof/enter/k\"); "
       "time.Sleep(time.Second); os.Stat(\"/.lockproof/leave/k\") }\n"},
      {"js",
       {},
       {"node"},
       "const fs = require('fs');\nfs.existsSync('/.lockproof/enter/k');\n"
       "setTimeout(() => fs.existsSync('/.lockproof/leave/k'), 1000);\n"},
      {"py",
       {},
       {"/usr/bin/python3"},
       "import os, "
       "time\nos.path.exists('/.lockproof/enter/k')\ntime.sleep(1)\nos.path.exists('/.lockproof/leave/k')\n"},
      {"rs",
       {"rustc"},
       {},
       "use std::path::Path;\nfn main() { Path::new(\"/.lockproof/enter/k\").exists(); "
       "std::thread::sleep(std::time::Duration::from_secs(1)); Path::new(\"/.lockproof/leave/k\").exists(); }\n"},
      {"sh", {}, {"sh"}, "test -e /.lockproof/enter/k; sleep 1; test -e /.lockproof/leave/k; true\n"},
  };
  std::string missing;
  for (const Row& row : rows) {
    const FreshFolder folder;
    const std::string source = folder.path() / ("mark." + row.name);
    std::ofstream(source) << row.source;
    Words words = row.interpreter;
    words.push_back(source);
    const std::string tool = row.compiler.empty() ? row.interpreter.front() : row.compiler.front();
    if (run({"sh", "-c", "command -v " + tool}).status != 0) {
      missing += " " + tool;
      continue;
    }
    if (!row.compiler.empty()) {
      words = row.compiler;
      words.insert(words.end(), {"-o", folder.path() / "program", source});
      const Finished made =
          run(words, {.variables = {"GOCACHE=" + (folder.path() / "cache").string(), "GO111MODULE=off"}});
      ASSERT_EQ(made.status, 0) << made;
      words = {folder.path() / "program"};
    }
    words.insert(words.begin(), {"--executions", "4", "--"});
    const Campaign found = campaign(words);
    ASSERT_EQ(found.results.size(), 1U) << found.finished;
    EXPECT_EQ(found.results[0].at("oracle"), "mutual_exclusion") << row.name << found.finished;
  }
  if (!missing.empty()) GTEST_SKIP() << "not tried, because they are not there:" << missing;
}

// A tree of 30 processes, a program that is executed 20 times by itself, one that ignores SIGTERM: nobody escapes.
TEST(Race, FamiliesOfProcessesAreControlled) {
  const FreshFolder folder;
  const std::string tree = folder.path() / "tree.sh";
  std::ofstream(tree) << "if [ $1 -gt 0 ]; then sh $0 $(($1 - 1)) & sh $0 $(($1 - 1)) & wait; fi\n";
  const std::string again = folder.path() / "again.sh";
  std::ofstream(again) << "[ $1 -gt 0 ] && exec sh $0 $(($1 - 1))\nexec true\n";
  const std::string deaf = "trap '' TERM; kill -TERM $$; sleep 1000; true";
  for (const std::string& script : {"sh " + tree + " 4", "exec sh " + again + " 20", deaf})
    EXPECT_EQ(race(script, {}, "3").at("verdict"), "pass") << script;
}

TEST(Race, WhoFillsTheDiskIsTold) {
  EXPECT_THAT(std::string(race("cat /dev/zero > big", {}, "1").at("message")), HasSubstr("No space left on device"));
  EXPECT_EQ(race("echo all well > small", {}, "1").at("verdict"), "pass");
}

TEST(Race, QuotesSurviveTheToken) {
  const nlohmann::json result = race("echo \"it's\" > 'a b'; test -e made || mkdir made", {"--workers", "3"});
  EXPECT_EQ(result.at("oracle"), "exit_status") << result;
  EXPECT_EQ(lockproof({"replay", result.at("token")}).status, 1);
}

const Words kCountsTwo = {"--check", "test $(cat c) = 2"};

TEST(Race, ACheckAtTheEndFindsALostUpdateAndReplays) {
  const nlohmann::json result = race("n=$(cat c); echo $((n+1)) > c", kCountsTwo);
  EXPECT_EQ(result.at("oracle"), "exit_status") << result;
  EXPECT_EQ(result.at("message"), "the check `test $(cat c) = 2` failed with exit 1");
  for (const char* verb : {"replay", "shrink", "explain"}) {
    const Finished again = lockproof({verb, result.at("token")});
    EXPECT_EQ(again.status, 1) << verb << again;
    EXPECT_THAT(again.out, HasSubstr("the check `test $(cat c) = 2` failed with exit 1")) << verb;
  }
}

TEST(Race, ACheckIsSilentWhereNothingIsLost) {
  EXPECT_EQ(race("exec 9> lock; flock 9; n=$(cat c); echo $((n+1)) > c", kCountsTwo).at("verdict"), "pass");
}

// Who writes last has ended before the check looks, and is not always the one who ends last.
TEST(Race, AProofIsOfAllThatACheckCanFind) {
  const auto never = [](int pid) {
    return race("echo $$ > c", {"--check", fmt::format("read n < c; test $n != {}", pid), "--workers", "2",
                                "--strategy", "exhaustive"});
  };
  for (const int pid : {101, 102}) EXPECT_EQ(never(pid).at("oracle"), "exit_status") << pid;
  const nlohmann::json proof = never(103);
  EXPECT_EQ(proof.at("verdict"), "pass") << proof;
  EXPECT_EQ(proof.at("exhaustive"), true) << proof;
}

TEST(Race, FaultsSpareTheCheck) {
  EXPECT_EQ(race("true", {"--check", "test ! -e made", "--fault", "kill x3"}).at("verdict"), "pass");
  EXPECT_EQ(race("true", {"--check", "cat c", "--fault", "plant=c:text=x", "--inject", "read:error=EIO:when=1+"})
                .at("verdict"),
            "pass");
}

TEST(Race, ACheckBelongsToACommand) {
  for (const Words& words :
       {Words{"run", "--lock", "flock", "--check", "true"},
        Words{"run", "--check", "true", "--strategy", "states", "--", "true"},
        Words{"run", "--check", "", "--", "true"}, Words{"run", "--fault", "check=true", "--", "true"}}) {
    const Finished refused = lockproof(words);
    EXPECT_EQ(refused.status, 2) << refused;
    EXPECT_THAT(refused.err, HasSubstr("check"));
  }
}

TEST(Race, ACommandComesAfterTwoHyphens) {
  const Finished forgotten = lockproof({"run", "true"});
  EXPECT_EQ(forgotten.status, 2) << forgotten;
  EXPECT_THAT(forgotten.err, HasSubstr("--"));
  const Finished missing = lockproof({"run", "--", "no-such-program"});
  EXPECT_EQ(missing.status, 2) << missing;
  EXPECT_THAT(missing.err, HasSubstr("no program 'no-such-program'"));
}

}  // namespace
}  // namespace lockproof::e2e
