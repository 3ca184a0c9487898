// The fork server and what becomes of its processes. This test is its own stage program.
#include "tracee/stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tracee/server.h"

namespace lockproof::tracee {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

class TestProgram : public Program {
 public:
  void prepare(std::string_view play) override {
    if (play == "cannot be prepared") throw std::runtime_error("the layout is wrong");
    std::ofstream("prepared") << play;
  }
  int act(std::string_view, int index, int) override {
    pause();
    return index;
  }
};

std::string own_program() {
  return std::filesystem::read_symlink("/proc/self/exe");
}

// The process itself, and all processes of its PID namespace if it is the first one of one. Zombies are gone.
std::set<std::string> alive_in_namespace(const std::string& pid_namespace) {
  std::set<std::string> alive;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::error_code error;
    const auto link = std::filesystem::read_symlink(entry.path() / "ns/pid", error);
    if (!error && link == pid_namespace) alive.insert(entry.path().filename());
  }
  return alive;
}

std::string pid_namespace_of(pid_t process) {
  return std::filesystem::read_symlink("/proc/" + std::to_string(process) + "/ns/pid");
}

bool becomes_empty(const std::string& pid_namespace) {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    if (alive_in_namespace(pid_namespace).empty()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

void end(const std::vector<Stage::Newborn>& actors) {
  for (const auto& actor : actors) {
    actor.tracee.kill();
    while (!actor.tracee.wait().gone()) actor.tracee.resume();
  }
}

std::string scheduling_group_of(const std::string& process) {
  std::ifstream in("/proc/" + process + "/autogroup");
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Stage, ActorsAreScheduledTogetherWithTheirController) {
  const std::string own = scheduling_group_of("self");
  if (own.empty()) GTEST_SKIP() << "this kernel has no groups of that kind (CONFIG_SCHED_AUTOGROUP)";
  Stage stage(own_program(), {"__stage"});
  const auto actors = stage.play("a play", 1);
  EXPECT_EQ(scheduling_group_of(std::to_string(actors[0].tracee.thread())), own);
  end(actors);
}

TEST(Stage, ActorsAreBornPausedAndInOrder) {
  Stage stage(own_program(), {"__stage"});
  for (int play = 0; play < 2; ++play) {
    const auto actors = stage.play("a play", 3);
    std::vector<int> pids;
    for (const auto& actor : actors) {
      pids.push_back(actor.pid);
      EXPECT_TRUE(actor.tracee.stopped());
      EXPECT_EQ(actor.tracee.inner_pid(), actor.pid);
    }
    EXPECT_THAT(pids, ElementsAre(101, 102, 103));
    end(actors);
  }
}

TEST(Stage, EachPlayHasAFreshWorld) {
  Stage stage(own_program(), {"__stage"});
  const std::filesystem::path world = stage.world();
  end(stage.play("first", 1));
  std::string contents;
  std::ifstream(world / "prepared") >> contents;
  EXPECT_EQ(contents, "first");
  std::ofstream(world / "left over") << "x";
  ASSERT_TRUE(std::filesystem::exists(world / "left over"));
  end(stage.play("second", 1));
  EXPECT_FALSE(std::filesystem::exists(world / "left over"));
  std::ifstream(world / "prepared") >> contents;
  EXPECT_EQ(contents, "second");
}

TEST(Stage, RefusesWhatItCannotPlay) {
  Stage stage(own_program(), {"__stage"});
  const auto refused = [](std::string_view what) { return ThrowsMessage<Refused>(HasSubstr(std::string(what))); };
  EXPECT_THAT([&] { stage.play("cannot be prepared", 1); }, refused("the layout is wrong"));
  EXPECT_THAT([&] { stage.play(std::string(10'000, 'x'), 1); }, refused("bytes of description"));
  EXPECT_THAT([&] { stage.play("a play", 65); }, refused("at most 64 actors"));
  end(stage.play("a play", 64));
}

TEST(Stage, RefusesAProgramThatIsNoStage) {
  EXPECT_THROW(Stage("/bin/true", {}), Refused);
  EXPECT_THROW(Stage("/bin/no such program", {}), Refused);
  EXPECT_EQ(waitpid(-1, nullptr, __WALL | WNOHANG), -1);
}

TEST(Stage, LeavesNoProcessBehind) {
  std::string pid_namespace;
  {
    Stage stage(own_program(), {"__stage"});
    const auto actors = stage.play("a play", 3);
    pid_namespace = pid_namespace_of(actors[0].tracee.thread());
    EXPECT_NE(pid_namespace, pid_namespace_of(getpid()));
    EXPECT_EQ(alive_in_namespace(pid_namespace).size(), 4u);
  }
  EXPECT_TRUE(alive_in_namespace(pid_namespace).empty());
  EXPECT_EQ(waitpid(-1, nullptr, __WALL), -1);
  EXPECT_EQ(errno, ECHILD);
}

// The watchdog's signal may come while it waits.
auto uninterrupted(auto call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

TEST(Stage, LeavesOtherChildrenAlone) {
  const pid_t other = fork();
  if (other == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) pause();
  }
  { Stage stage(own_program(), {"__stage"}); }
  EXPECT_EQ(kill(other, SIGKILL), 0);
  EXPECT_EQ(uninterrupted([&] { return waitpid(other, nullptr, 0); }), other);
}

TEST(Stage, NoProcessSurvivesTheDeathOfTheController) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const pid_t controller = fork();
  if (controller == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that fails leaves nobody behind
    Stage stage(own_program(), {"__stage"});
    const auto actors = stage.play("a play", 3);
    actors[0].tracee.resume();  // one runs, the others are stopped
    const pid_t actor = actors[1].tracee.thread();
    (void)!write(ends[1], &actor, sizeof actor);
    for (;;) pause();
  }
  pid_t actor = 0;
  ASSERT_EQ(uninterrupted([&] { return read(ends[0], &actor, sizeof actor); }), static_cast<ssize_t>(sizeof actor));
  const std::string pid_namespace = pid_namespace_of(actor);
  EXPECT_EQ(alive_in_namespace(pid_namespace).size(), 4u);
  kill(controller, SIGKILL);
  EXPECT_EQ(uninterrupted([&] { return waitpid(controller, nullptr, 0); }), controller);
  EXPECT_TRUE(becomes_empty(pid_namespace));
  for (const int fd : ends) close(fd);
}

TEST(Tracee, ReadsAndWritesMemory) {
  static std::array<char, 16> text = {"before"};
  Stage stage(own_program(), {"__stage"});
  const auto actors = stage.play("a play", 1);
  const Tracee& actor = actors[0].tracee;
  const auto stack = actor.registers().rsp;
  const std::vector<std::byte> bytes(5, std::byte{'x'});
  actor.write(stack - 64, std::uint64_t{0});
  actor.write(stack - 64, bytes);
  EXPECT_EQ(actor.read_string(stack - 64), "xxxxx");
  actor.write(stack - 64, std::uint32_t{7});
  EXPECT_EQ(actor.read<std::uint32_t>(stack - 64), 7u);
  EXPECT_THROW(actor.read<char>(8), std::system_error);
  EXPECT_THROW(actor.write(8, text), std::system_error);
  end(actors);
  EXPECT_THROW(actor.registers(), Vanished);
  EXPECT_FALSE(actor.stopped());
}

}  // namespace
}  // namespace lockproof::tracee

int main(int argc, char** argv) {
  using namespace lockproof;
  if (argc == 5 && std::string_view(argv[1]) == "__stage") {
    tracee::TestProgram program;
    return tracee::serve(std::stoi(argv[2]), std::stoi(argv[3]), std::stoi(argv[4]), program);
  }
  testing::InitGoogleTest(&argc, argv);
  tracee::start_watchdog();
  return RUN_ALL_TESTS();
}
