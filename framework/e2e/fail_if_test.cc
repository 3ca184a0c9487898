// `lockproof bench --fail-if`: speaks up when a lock has become slower, and only then.
//
// LOCKPROOF_UNCHANGED_RUNS=20 build/fail_if_test makes a longer series of runs of what has not changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;

class FailIf : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return results_.path() / name; }

  Finished bench(Words words, const char* time) const {
    words.insert(words.begin(), {"bench", "--dir", "/dev/shm", "--time", time});  // a disk has moods
    return lockproof(words);
  }

  // The C++ lock among the examples, with this as the first statement of its acquire().
  std::string plugin(const std::string& statement) const {
    std::string text = file_text(std::string(LOCKPROOF_SOURCE_DIR) + "/lock-impls/external/plugin/cxx_lock.cc");
    const std::string before = "bool acquire() override {";
    text.insert(text.find(before) + before.size(), statement);
    std::ofstream(path("lock.cc")) << text;
    std::string made = path("lock.so");
    const Finished finished =
        run({"c++", "-std=c++20", "-shared", "-fPIC", "-I", std::string(LOCKPROOF_SOURCE_DIR) + "/framework/include",
             path("lock.cc"), "-o", made});
    EXPECT_EQ(finished.status, 0) << finished;
    return made;
  }

  FreshFolder results_;
};

TEST_F(FailIf, CatchesASleepOf100MicrosecondsInALock) {
  const auto with = [&](const std::string& statement, Words more) {
    more.insert(more.begin(), {"--lock-plugin", plugin(statement), "--workload", "many_keys", "--workers", "1"});
    return bench(more, "1s");
  };
  ASSERT_EQ(with("", {"--json", path("before.json")}).status, 0);
  const Finished slower = with("usleep(100);", {"--baseline", path("before.json"), "--fail-if", "p50>2x"});
  EXPECT_EQ(slower.status, 1) << slower;
  EXPECT_THAT(slower.out, HasSubstr("many_keys/cxx_lock/workers:1"));
  EXPECT_THAT(slower.out, HasSubstr("1 rows compared with the baseline, 1 beyond."));
}

TEST_F(FailIf, DoesNotFlagWhatHasNotChanged) {
  const char* asked = std::getenv("LOCKPROOF_UNCHANGED_RUNS");
  const int runs = asked == nullptr ? 2 : std::atoi(asked);
  const char* time = asked == nullptr ? "1s" : "4s";
  const std::string beyond = asked == nullptr ? ">3x" : ">1.2x";  // a second is too short for small differences
  const Words locks{"--lock", "flock,o_excl", "--workload", "mixed,handoff", "--workers", "2"};
  const auto with = [&](Words more) {
    more.insert(more.begin(), locks.begin(), locks.end());
    return bench(more, time);
  };
  ASSERT_EQ(with({"--json", path("before.json")}).status, 0);
  int flagged = 0;
  for (int i = 0; i < runs; ++i) {
    const Finished same =
        with({"--baseline", path("before.json"), "--fail-if", "p50" + beyond, "--fail-if", "p99" + beyond});
    flagged += same.status == 0 ? 0 : 1;
    EXPECT_EQ(same.status, 0) << same;
    EXPECT_THAT(same.out, HasSubstr("4 rows compared with the baseline"));
  }
  std::cout << flagged << " of " << runs << " unchanged runs were flagged\n";
}

}  // namespace
}  // namespace lockproof::e2e
