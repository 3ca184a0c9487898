// Programs that are spared their start-up do in every execution what they would have done without: to the byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

nlohmann::json result_of(Words words, const std::string& start, const Words& program) {
  const Words options = {"--start", start, "--executions", "6", "--jobs", "1", "--seed", "5"};
  words.insert(words.begin(), options.begin(), options.end());
  words.insert(words.end(), program.begin(), program.end());
  const Campaign run = campaign(words);
  EXPECT_EQ(run.results.size(), 1U) << run.finished;
  return run.results.at(0);
}

// The result without `start` and time. Executions are repeated in between without being spared anything: a difference
// would be a failure of lockproof, too.
nlohmann::json expect_same(const Words& words, const Words& program, const std::string& start) {
  nlohmann::json forked = result_of(words, "fork", program);
  nlohmann::json anew = result_of(words, "exec", program);
  EXPECT_EQ(forked.at("start"), start);
  EXPECT_EQ(anew.at("start"), "exec");
  for (nlohmann::json* result : {&forked, &anew}) {
    result->erase("seconds");
    result->erase("start");
  }
  EXPECT_EQ(forked, anew);
  return forked;
}

TEST(Start, ARaceIsFound) {
  const nlohmann::json result =
      expect_same({"--workers", "3"}, {"--", "sh", "-c", "test -e made || mkdir made"}, "fork server");
  EXPECT_EQ(result.at("oracle"), "exit_status") << result;
}

TEST(Start, AFaultStrikesAtTheStart) {
  const Words lock = {"--lock-command", "flock {lock} {body}", "--scenario", "kill_mid_build"};
  expect_same(lock, {}, "fork server");
  Words failing = lock;
  failing.insert(failing.end(), {"--fault", "openat:error=EIO", "--fault", "clock_step=5s", "--fault", "pause=10s"});
  expect_same(failing, {}, "fork server");
}

// What it sees of clock, randomness, PIDs, descriptors and its own memory goes into names of files.
TEST(Start, APythonProgramSeesTheSame) {
  if (!actors_can("command -v python3")) GTEST_SKIP() << "there is no python3";
  expect_same(
      {"--workers", "2"},
      {"--", "python3", "-c",
       "import os, random, select, time\n"
       "start = time.time_ns() + random.randrange(1000)\n"
       "time.sleep(1)\n"
       "names = [start, time.time_ns(), random.random(), os.getpid(), os.getppid(), os.getpgrp(), hash('x'), id([])]\n"
       "for name in names + os.listdir('/proc/self/fd'): os.makedirs(f'd/{name}', exist_ok=True)"},
      "fork server");
}

// A shell reads its script in parts, from a descriptor that it opened before its first step in the world.
TEST(Start, AFileThatIsOpenIsReadOn) {
  const FreshFolder folder;
  std::ofstream script(folder.path() / "script.sh");
  script << "test -e a || : >a$$\n";
  for (int i = 0; i < 2'000; ++i) script << "x=$((x + 1))\n";
  script << "mkdir b$x-$$\n";
  script.close();
  const nlohmann::json result =
      expect_same({"--workers", "2"}, {"--", "sh", folder.path() / "script.sh"}, "fork server");
  EXPECT_EQ(result.at("verdict"), "pass") << result;
  EXPECT_GT(result.at("steps"), 20) << result;
}

// Snapshots are processes, but nobody meets one.
TEST(Start, WhoLooksAtAllProcessesSeesNoOther) {
  expect_same({"--workers", "2"}, {"--", "sh", "-c", "test -e a; set -- /proc/[0-9]*; mkdir -p d/$#"}, "exec");
  expect_same({"--workers", "2"}, {"--", "sh", "-c", "test -e a; mkdir -p b; kill -0 -1 && mkdir -p c; true"}, "exec");
  expect_same({"--workers", "2"}, {"--", "sh", "-c", "test -e a; mkdir -p b; kill -0 32000 || mkdir -p c; true"},
              "exec");
}

TEST(Start, AProgramWithThreadsIsStartedAnew) {
  if (!actors_can("command -v node")) GTEST_SKIP() << "there is no node";
  expect_same({"--workers", "1"}, {"--", "node", "-e", "require('fs').mkdirSync('d')"}, "exec");
}

TEST(Start, TheTableSaysHow) {
  const Words words = {"run", "--executions", "2", "--", "sh", "-c", "test -e a"};
  EXPECT_THAT(lockproof(words).out, testing::HasSubstr("\nstart: fork server\n"));
}

}  // namespace
}  // namespace lockproof::e2e
