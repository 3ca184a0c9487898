// lockproof dies at any moment, and nothing of it stays: no process, no mount, no file. Only the process that the user
// started is struck, as the out-of-memory killer or `kill -9` would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <sstream>
#include <thread>

#include "e2e/fresh_folder.h"
#include "e2e/ordinary_user.h"
#include "e2e/program_run.h"

namespace lockproof::e2e {
namespace {

namespace fs = std::filesystem;
using Milliseconds = std::chrono::milliseconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// What is left to be cleaned up by the kernel takes this long at most.
constexpr Milliseconds clean_up_max{20'000};

// Long runs of different kinds, so that a moment falls into any part of them.
const std::array<Words, 4>& runs() {
  static const std::array<Words, 4> kRuns = {{
      {"run", "--lock", "flock,mkdir_lease", "--scenario", "kill_mid_build", "--executions", "100000"},
      {"run", "--lock-command", "flock {lock} {body}", "--scenario", "build_once", "--executions", "100000"},
      {"run", "--lock", "o_excl", "--jobs", "1", "--executions", "100000"},
      {"run", "--lock", "mutants", "--scenario", "build_once", "--executions", "100000"},
  }};
  return kRuns;
}

struct Strike {
  const Words* run;
  Milliseconds after;
  int signal = SIGKILL;
};

std::string whole(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Those below /sys come and go with what others do there.
std::string mounts() {
  std::string text;
  std::ifstream in("/proc/self/mountinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.find(" /sys/") == std::string::npos) {
      text += line + '\n';
    }
  }
  return text;
}

// What is known of each process that was killed.
std::string killed_children() {
  std::string text;
  std::istringstream children(whole("/proc/thread-self/children"));
  for (pid_t child = 0; children >> child;) {
    text += '\n' + whole("/proc/" + std::to_string(child) + "/status");
    kill(child, SIGKILL);
    waitpid(child, nullptr, __WALL);
  }
  return text;
}

// Most processes come into being in the beginning, so most strikes fall there.
Milliseconds moment(std::mt19937& random) {
  constexpr double moment_ms_max = 400;
  std::uniform_real_distribution exponent(0.0, std::log(moment_ms_max));
  return Milliseconds(std::lround(std::exp(exponent(random))));
}

class Killed : public testing::Test {
 protected:
  Killed() {
    fs::copy(LOCKPROOF_PROGRAM, program_);
    fs::create_directory(folder_);
    fs::permissions(folder_, fs::perms::all);
    // Whoever loses its parent becomes a child of this process, and cannot be overlooked.
    prctl(PR_SET_CHILD_SUBREAPER, 1);
  }

  // Starts the programs at once, strikes each at its moment, and expects everything to be as before.
  void strike(std::vector<Strike> strikes);

  int died_of_it_ = 0;  // programs that were struck before they had come to their end

 private:
  pid_t start(Words words) const;

  // Until no child, own or inherited, is left.
  void reap(const std::vector<pid_t>& struck);

  // Processes that execute the copied program, whoever their parent is.
  std::vector<std::string> processes_of_program() const;

  // In the places where programs leave files. In public folders only those of the user who was killed.
  std::vector<fs::path> files() const;

  FreshFolder home_;
  fs::path program_ = home_.path() / "lockproof";
  fs::path folder_ = home_.path() / "folder";
};

void Killed::strike(std::vector<Strike> strikes) {
  const std::vector<fs::path> files_before = files();
  const std::string mounts_before = mounts();
  std::ranges::sort(strikes, {}, &Strike::after);
  std::vector<pid_t> struck;
  for (const Strike& strike : strikes) {
    struck.push_back(start(*strike.run));
  }
  const auto started = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < strikes.size(); ++i) {
    std::this_thread::sleep_until(started + strikes[i].after);
    kill(struck[i], strikes[i].signal);
  }
  reap(struck);
  EXPECT_THAT(processes_of_program(), IsEmpty());
  EXPECT_EQ(files(), files_before);
  EXPECT_EQ(mounts(), mounts_before);
}

pid_t Killed::start(Words words) const {
  words.insert(words.begin(), program_);
  const Words variables = {"TMPDIR=" + folder_.string(), "HOME=" + folder_.string()};
  return ProgramRun(as_ordinary_user(killed_user, words), {.folder = folder_, .variables = variables}).pid();
}

void Killed::reap(const std::vector<pid_t>& struck) {
  const auto give_up = std::chrono::steady_clock::now() + clean_up_max;
  int status = 0;
  for (pid_t child = 0; (child = waitpid(-1, &status, WNOHANG | __WALL)) >= 0;) {
    if (child > 0) {
      died_of_it_ += WIFSIGNALED(status) && std::ranges::find(struck, child) != struck.end();
      continue;
    }
    if (std::chrono::steady_clock::now() > give_up) {
      FAIL() << "still running:" << killed_children();
    }
    std::this_thread::sleep_for(Milliseconds(1));
  }
  ASSERT_EQ(errno, ECHILD);
}

std::vector<std::string> Killed::processes_of_program() const {
  struct stat program {};
  stat(program_.c_str(), &program);
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
    struct stat executed {};
    // The link leads to the file even if its path means nothing here or the file was deleted.
    if (stat((entry.path() / "exe").c_str(), &executed) == 0 && executed.st_ino == program.st_ino &&
        executed.st_dev == program.st_dev) {
      found.push_back(entry.path());
    }
  }
  return found;
}

std::vector<fs::path> Killed::files() const {
  std::vector<fs::path> found(fs::recursive_directory_iterator(home_.path()), {});
  for (const char* folder : {"/tmp", "/var/tmp", "/dev/shm", "/run"}) {
    std::error_code closed;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, closed)) {
      struct stat status {};
      if (lstat(entry.path().c_str(), &status) == 0 && status.st_uid == killed_user) {
        found.push_back(entry.path());
      }
    }
  }
  std::ranges::sort(found);
  return found;
}

TEST_F(Killed, AtAnyMomentLeavesNothing) {
  std::mt19937 random(20'240'229);  // any number: the same moments in every run of the test
  constexpr int pairs = 100;
  for (int pair = 0; pair < pairs && !HasFailure(); ++pair) {
    const Strike first{&runs().at(pair % 4), moment(random)};
    const Strike second{&runs().at(random() % 4), moment(random)};
    SCOPED_TRACE(testing::Message() << "pair " << pair << ", after " << first.after.count() << " and "
                                    << second.after.count() << " ms");
    strike({first, second});
  }
  ASSERT_FALSE(HasFailure());
  EXPECT_GT(died_of_it_, pairs) << "most programs had come to their end before they were struck";
}

class Ended : public Killed, public testing::WithParamInterface<int> {
 protected:
  FreshFolder folder_;
};

TEST_P(Ended, LeavesNothing) {
  strike({{&runs()[0], Milliseconds(200), GetParam()}, {&runs()[1], Milliseconds(300), GetParam()}});
  EXPECT_EQ(died_of_it_, 2);
}

// As in a terminal, and as timeout(1) does, the signal strikes all processes of the job.
TEST_P(Ended, TellsWhatWasDone) {
  const std::string name = sigabbrev_np(GetParam());
  const auto results = [&](std::size_t number) { return folder_.path() / std::to_string(number); };
  const std::array<Words, 3> kinds = {{
      {"--executions", "100000"},
      {"--workers", "3", "--fault", "kill=2", "--strategy", "exhaustive", "--journal", folder_.path() / "journal"},
      {"--workers", "3", "--fault", "kill=2", "--strategy", "states"},
  }};
  std::vector<std::unique_ptr<ProgramRun>> programs;
  for (const Words& kind : kinds) {
    Words words = {"timeout", "--preserve-status", "--kill-after=60", "--signal=" + name, "8", LOCKPROOF_PROGRAM};
    words.insert(words.end(), {"run", "--lock", "flock", "--scenario", "one_artefact"});
    words.insert(words.end(), {"--json", results(programs.size())});
    words.insert(words.end(), kind.begin(), kind.end());
    programs.push_back(std::make_unique<ProgramRun>(words));
  }
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const Finished finished = programs[i]->wait();
    EXPECT_EQ(finished.status, 128 + GetParam()) << finished;
    EXPECT_THAT(finished.err, HasSubstr("interrupted")) << finished;
    EXPECT_THAT(finished.out, AllOf(HasSubstr("1 pass"), Not(HasSubstr("\n0 executions")))) << finished;
    EXPECT_TRUE(fs::exists(results(i))) << finished;
  }
}

INSTANTIATE_TEST_SUITE_P(Signals, Ended, testing::Values(SIGTERM, SIGINT),
                         [](const auto& info) { return std::string("SIG") + sigabbrev_np(info.param); });

}  // namespace
}  // namespace lockproof::e2e
