// Equal seeds, equal executions, however many jobs there are and whatever else the machine does.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <ostream>

#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

struct Play {
  const char* name;
  Words words;
  friend void PrintTo(const Play& play, std::ostream* stream) { *stream << play.name; }
};

// Processes that take and release a lock as fast as they can.
class Load {
 public:
  Load() {
    for (pid_t& process : processes_) {
      process = fork();
      if (process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int file = open((folder_.path() / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        for (;;) {
          flock(file, LOCK_EX);
          flock(file, LOCK_UN);
        }
      }
    }
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load() {
    for (const pid_t process : processes_) {
      kill(process, SIGKILL);
      waitpid(process, nullptr, 0);
    }
  }

 private:
  FreshFolder folder_;
  std::array<pid_t, 4> processes_{};
};

class Determinism : public testing::TestWithParam<Play> {
 protected:
  // All that a run found, but for the wall time. Fails if it is not an answer at all.
  static nlohmann::json found(const Words& more) {
    Words words = GetParam().words;
    words.insert(words.end(), more.begin(), more.end());
    Campaign run = campaign(words);
    EXPECT_EQ(run.results.size(), 1U) << run.finished;
    for (nlohmann::json& result : run.results) {
      result.erase("seconds");
      EXPECT_GT(result.at("executions"), 0);
    }
    return run.results;
  }
};

TEST_P(Determinism, DependsOnTheSeedAlone) {
  const nlohmann::json first = found({"--seed", "7", "--jobs", "2"});
  EXPECT_EQ(found({"--seed", "7", "--jobs", "2"}), first);
  EXPECT_EQ(found({"--seed", "7", "--jobs", "1"}), first) << "with one job";
  {
    const Load load;
    EXPECT_EQ(found({"--seed", "7", "--jobs", "2"}), first) << "on a loaded machine";
  }
  EXPECT_NE(found({"--seed", "8", "--jobs", "2"})[0].at("trace_digest"), first[0].at("trace_digest"));
}

constexpr const char* kCommand = "flock {lock} {body}";

INSTANTIATE_TEST_SUITE_P(
    Plays, Determinism,
    testing::Values(
        Play{"flock", {"--lock", "flock", "--scenario", "kill_mid_build", "--workers", "3", "--executions", "400"}},
        Play{"o_excl", {"--lock", "o_excl", "--scenario", "kill_mid_build", "--workers", "3", "--executions", "400"}},
        Play{"command", {"--lock-command", kCommand, "--scenario", "kill_mid_build", "--executions", "60"}},
        Play{"violation", {"--lock", "unlink_after_unlock", "--scenario", "build_once", "--executions", "60"}}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace lockproof::e2e
