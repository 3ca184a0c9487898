// `lockproof bench`: that it runs, says what it must, and leaves nothing. Nothing here depends on time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

class Bench : public testing::Test {
 protected:
  Finished bench(const Words& words) const {
    Words all{"bench", "--dir", folder_.path(), "--workers", "2", "--time", "0.2s"};
    all.insert(all.end(), words.begin(), words.end());
    return lockproof(all);
  }

  std::string file(const char* name) const { return results_.path() / name; }

  nlohmann::json json(const char* name) const {
    std::ifstream in(file(name));
    return nlohmann::json::parse(in);
  }

  FreshFolder folder_;
  FreshFolder results_;
};

TEST_F(Bench, ShowsTheLockAmongItsReferences) {
  const Finished finished = bench({"--lock", "flock", "--json", file("runs.json"), "--repetitions", "2"});
  EXPECT_EQ(finished.status, 0) << finished;
  for (const char* part : {"kernel: ", "governor: ", "hot in ", "handoff in ", "2 workers, closed loop",
                           "excludes nobody", "robust mutex", "raw_flock", "raw_mkdir", "raw_fcntl", "differed by"})
    EXPECT_THAT(finished.out, HasSubstr(part));
  std::multiset<std::string> names;
  for (const nlohmann::json runs = json("runs.json"); const auto& benchmark : runs.at("benchmarks")) {
    names.insert(benchmark.at("name"));
    EXPECT_GT(benchmark.at("real_time"), 0) << benchmark;
  }
  EXPECT_EQ(names.size(), 2U * 2 * 6);  // repetitions, workloads, locks
  EXPECT_EQ(names.count("hot/flock/workers:2/dir:" + folder_.path().string()), 2U);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(Bench, DrawsWhatItMeasured) {
  const Finished finished = bench({"--lock", "flock", "--workload", "hot", "--report", file("page")});
  EXPECT_EQ(finished.status, 0) << finished;
  const std::string page = file_text(file("page/index.html"));
  const std::string start = R"(<script type="application/json" id="data">)";
  const std::size_t begin = page.find(start) + start.size();
  const auto data = nlohmann::json::parse(page.substr(begin, page.find("</script>", begin) - begin));
  ASSERT_EQ(data.at("contention").size(), 6U) << "flock and five references";
  for (const nlohmann::json& row : data.at("contention")) {
    double last = -1;
    for (const nlohmann::json& point : row.at("curve")) {
      EXPECT_GE(point.at(1), last) << row;
      last = point.at(1);
    }
    EXPECT_EQ(last, row.at("figures").at("max")) << row;
  }
  EXPECT_FALSE(json("page/bench.json").at("benchmarks").empty());
  std::ofstream(file("in_the_way")) << "a file\n";
  EXPECT_EQ(bench({"--lock", "flock", "--report", file("in_the_way")}).status, 2);
}

TEST_F(Bench, ShowsStressNgOrSaysWhyNot) {
  const Words words{LOCKPROOF_PROGRAM, "bench",          "--dir",  folder_.path(), "--workers",  "2",
                    "--time",          "0.2s",           "--lock", "flock",        "--workload", "hot",
                    "--json",          file("runs.json")};
  const auto with_path = [&](const std::string& path) { return run(words, {.variables = {"PATH=" + path}}); };
  const Finished without = with_path(results_.path());
  EXPECT_EQ(without.status, 0) << without;
  EXPECT_THAT(without.out, HasSubstr("\nnot shown: stress-ng is not installed\n"));
  EXPECT_EQ(json("runs.json").at("context").at("not shown"), "stress-ng is not installed");

  std::ofstream(file("stress-ng")) << "#!/bin/sh\nexit 5\n";
  std::filesystem::permissions(file("stress-ng"), std::filesystem::perms::owner_all);
  EXPECT_THAT(with_path(results_.path()).out, HasSubstr("\nnot shown: stress-ng --flock failed with exit status 5\n"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));

  if (run({"sh", "-c", "command -v stress-ng"}).status != 0) GTEST_SKIP() << "stress-ng is not installed";
  const Finished finished = run(words);
  EXPECT_EQ(finished.status, 0) << finished;
  const nlohmann::json context = json("runs.json").at("context");
  for (const std::string stressor : {"flock", "lockf", "lockofd"}) {
    EXPECT_THAT(finished.out, HasSubstr("\nstress-ng --" + stressor + " "));
    EXPECT_GT(context.at("stress-ng --" + stressor + "/workers:2/dir:" + folder_.path().string() + " operations/s"), 0);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

// open, flock, fstat, stat, and flock to unlock. A claim needs more than that.
TEST_F(Bench, CountsVisibleCalls) {
  const Finished finished = bench(
      {"--lock", "flock,hard_link", "--workload", "many_keys", "--json", file("runs.json"), "--repetitions", "1"});
  std::map<std::string, double> calls;
  for (const nlohmann::json runs = json("runs.json"); const auto& benchmark : runs.at("benchmarks"))
    if (benchmark.contains("calls")) calls[benchmark.at("lock")] = benchmark.at("calls");
  EXPECT_THAT(calls, testing::Contains(testing::Pair("flock", 5)));
  EXPECT_GT(calls["hard_link"], calls["flock"]);
  EXPECT_FALSE(calls.contains("raw_flock"));
}

TEST_F(Bench, DisqualifiesALockThatExcludesNobody) {
  const Finished finished = bench({"--lock", "no_op", "--workload", "handoff", "--json", file("runs.json")});
  EXPECT_EQ(finished.status, 1) << finished;
  EXPECT_THAT(finished.out, HasSubstr("no_op: disqualified: excludes nobody"));
  EXPECT_THAT(finished.out, Not(HasSubstr("\nno_op  ")));
  int disqualified = 0;
  for (const nlohmann::json runs = json("runs.json"); const auto& benchmark : runs.at("benchmarks"))
    if (benchmark.at("lock") == "no_op") disqualified += benchmark.at("error_occurred") == true ? 1 : 0;
  EXPECT_EQ(disqualified, 1);
}

TEST_F(Bench, ComparesWithABaseline) {
  const auto with = [&](Words more) {
    more.insert(more.begin(), {"--lock", "flock", "--workload", "hot"});
    return bench(more);
  };
  ASSERT_EQ(with({"--json", file("before.json")}).status, 0);
  const Finished same = with({"--baseline", file("before.json"), "--fail-if", "p50>100x"});
  EXPECT_EQ(same.status, 0) << same;
  EXPECT_THAT(same.out, HasSubstr("1 rows compared with the baseline, 0 beyond."));
  // A baseline that was a million times faster, but for the references.
  nlohmann::json faster = json("before.json");
  for (auto& benchmark : faster.at("benchmarks"))
    if (benchmark.at("lock") == "flock") benchmark["p50"] = benchmark.at("p50").get<double>() / 1e6;
  std::ofstream(file("faster.json")) << faster;
  const Finished slower = with({"--baseline", file("faster.json"), "--fail-if", "p50>100x"});
  EXPECT_EQ(slower.status, 1) << slower;
  EXPECT_THAT(slower.out, HasSubstr("1 beyond."));
}

// Processes that were started by a command line with this word in it.
std::size_t processes_of(const std::string& word) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream in(entry.path() / "cmdline");
    std::string words;
    std::getline(in, words);
    count += words.contains(word) ? 1 : 0;
  }
  return count;
}

TEST_F(Bench, LeavesNothingWhenItIsStopped) {
  for (const int signal : {SIGTERM, SIGKILL}) {
    ProgramRun bench({LOCKPROOF_PROGRAM, "bench", "--dir", folder_.path(), "--workers", "3", "--time", "60s"});
    while (processes_of(folder_.path()) < 4) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    kill(bench.pid(), signal);
    EXPECT_EQ(bench.wait().status, 128 + signal);
    for (int i = 0; i < 5000 && processes_of(folder_.path()) > 0; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(processes_of(folder_.path()), 0U) << signal;
    EXPECT_TRUE(signal == SIGKILL || std::filesystem::is_empty(folder_.path())) << signal;
  }
}

TEST_F(Bench, TellsWhatItCannotUse) {
  struct Mistake {
    Words words;
    const char* told;
  };
  std::ofstream(file("other.json")) << "{}";
  const Finished nowhere = lockproof({"bench", "--dir", file("none")});
  EXPECT_EQ(nowhere.status, 2) << nowhere;
  EXPECT_THAT(nowhere.err, HasSubstr("none"));
  for (const Mistake& mistake :
       {Mistake{{"--workload", "warm"}, "build_once"}, Mistake{{"--lock", "flokc"}, "flock"},
        Mistake{{"--rate", "0"}, "--rate"}, Mistake{{"--repetitions", "0"}, "--repetitions"},
        Mistake{{"--fail-if", "p99>1.2x"}, "--baseline"},
        Mistake{{"--baseline", file("none"), "--fail-if", "p99>1.2x"}, "none"},
        Mistake{{"--baseline", file("other.json"), "--fail-if", "p99>1.2x"}, "other.json"},
        Mistake{{"--baseline", file("other.json"), "--fail-if", "p98>1.2x"}, "p99.9"},
        Mistake{{"--baseline", file("other.json"), "--fail-if", "p99>1.2x", "--repetitions", "2"}, "--repetitions"},
        Mistake{{"--json", file("none/runs.json")}, "none"}}) {
    const Finished finished = bench(mistake.words);
    EXPECT_EQ(finished.status, 2) << finished;
    EXPECT_THAT(finished.err, HasSubstr(mistake.told));
  }
}

}  // namespace
}  // namespace lockproof::e2e
