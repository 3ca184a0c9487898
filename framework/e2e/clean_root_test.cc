// The Debian packages in a Debian that has nothing else, set up as the Dockerfile of the README says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/program_run.h"
#include "e2e/readme_block.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace fs = std::filesystem;

constexpr int kImpossible = 77;  // clean_root.sh: not on this machine

std::string readme() {
  return file_text(std::string(LOCKPROOF_SOURCE_DIR) + "/README.md");
}

Words lines_of_output(const std::string& text) {
  Words lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// It dies with the test, which may be killed, and its namespaces with it.
Finished clean_root(Words words) {
  const Words prefix{"setpriv", "--pdeathsig", "KILL", LOCKPROOF_SOURCE_DIR "/framework/e2e/clean_root.sh"};
  words.insert(words.begin(), prefix.begin(), prefix.end());
  return run(words);
}

class CleanRoot : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<FreshFolder>();
    done_ = clean_root({"make", pristine()});
    then([] {
      return run({"sh", "-ec", "cd \"$1\"; cpack -G DEB --config \"$2\"/CPackConfig.cmake -B packages", "sh",
                  folder_->path().string(), LOCKPROOF_BUILD_DIR});
    });
    then([] { return run({"cp", "-a", pristine(), image()}); });
    follow_dockerfile();
  }
  static void TearDownTestSuite() { folder_.reset(); }

  void SetUp() override {
    if (done_.status == kImpossible) GTEST_SKIP() << "skipped, because " << done_.err;
    ASSERT_EQ(done_.status, 0) << done_;
  }

  void TearDown() override {
    EXPECT_THAT(file_text("/proc/self/mountinfo"), Not(HasSubstr(folder_->path()))) << "this is still mounted";
  }

  static std::string path(const std::string& name) { return folder_->path() / name; }
  static std::string pristine() { return path("pristine"); }
  static std::string image() { return path("image"); }

  static Finished in(const std::string& root, const std::string& user, const Words& words) {
    Words all{"in", root, user};
    all.insert(all.end(), words.begin(), words.end());
    return clean_root(all);
  }
  static Finished shell(const std::string& root, const std::string& script) {
    return in(root, "root", {"sh", "-ec", script});
  }

  // A Debian of its own for a test that changes it, with the packages in /packages.
  static std::string copy() {
    const std::string root = path("copy");
    fs::remove_all(root);
    EXPECT_EQ(run({"cp", "-a", pristine(), root}).status, 0);
    EXPECT_EQ(run({"cp", "-r", path("packages"), root + "/packages"}).status, 0);
    return root;
  }

  // Both: root, whom a container has by default, and the user whom the Dockerfile makes.
  static Words users() { return {"root", user_}; }

  static inline std::string user_ = "root";
  static inline Words entry_point_;

 private:
  template <typename Step>
  static void then(Step step) {
    if (done_.status == 0) done_ = step();
  }

  static void follow_dockerfile() {
    const std::vector<ReadmeBlock> blocks = readme_blocks(readme(), "dockerfile");
    ASSERT_EQ(blocks.size(), 1U);
    std::string folder = "/";
    for (const std::string& line : lines_of_output(blocks.front().text)) {
      const std::string name = line.substr(0, line.find(' '));
      const std::string rest = line.substr(name.size() + 1);
      if (name == "FROM") {
        EXPECT_THAT(rest, testing::StartsWith("debian:"));
      } else if (name == "COPY") {
        then([&] {
          return run({"sh", "-ec",
                      "cd \"$1\"; set -- \"$2\" $3; root=$1; shift; mkdir -p \"$root$2\"; cp $1 \"$root$2\"", "sh",
                      path("packages"), image(), rest});
        });
      } else if (name == "RUN") {
        then([&] { return in(image(), user_, {"sh", "-c", "cd " + folder + " && " + rest}); });
      } else if (name == "USER") {
        user_ = rest;
      } else if (name == "WORKDIR") {
        folder = rest;
      } else if (name == "ENTRYPOINT") {
        entry_point_ = nlohmann::json::parse(rest).get<Words>();
      } else {
        ADD_FAILURE() << "the test does not know the instruction " << name;
      }
    }
  }

  static inline std::unique_ptr<FreshFolder> folder_;
  static inline Finished done_;
};

TEST_F(CleanRoot, HasTheUserOfTheDockerfile) {
  EXPECT_NE(user_, "root");
  EXPECT_EQ(in(image(), user_, {"id", "-un"}).out, user_ + "\n");
}

TEST_F(CleanRoot, RunsWhatTheReadmeTellsDockerToRun) {
  int commands = 0;
  for (const ReadmeBlock& block : readme_blocks(readme(), "sh"))
    for (const std::string& line : lines_of_output(block.text)) {
      if (!line.starts_with("docker run ")) continue;
      const std::string image_name = " lockproof ";
      const std::size_t start = line.find(image_name);
      ASSERT_NE(start, std::string::npos) << line;
      std::istringstream arguments(line.substr(start + image_name.size()));
      Words words = entry_point_;
      for (std::string word; arguments >> word;) words.push_back(word);
      const Finished finished = in(image(), user_, words);
      EXPECT_EQ(finished.status, 0) << line << "\n" << finished;
      ++commands;
    }
  EXPECT_EQ(commands, 2);
}

TEST_F(CleanRoot, IsFoundGoodByTheDoctor) {
  for (const std::string& user : users()) {
    const Finished finished = in(image(), user, {"lockproof", "doctor"});
    EXPECT_EQ(finished.status, 0) << user << "\n" << finished;
    EXPECT_THAT(finished.out, HasSubstr("'lockproof run' works here.")) << user;
  }
}

TEST_F(CleanRoot, TriesLocksOut) {
  for (const std::string& user : users()) {
    for (const Words& lock : {Words{"--lock", "flock"}, Words{"--lock-command", "flock {lock} {body}"}}) {
      const Finished finished =
          in(image(), user, {"lockproof", "run", lock[0], lock[1], "--scenario", "build_once", "--executions", "5"});
      EXPECT_EQ(finished.status, 0) << user << "\n" << finished;
      EXPECT_THAT(finished.out, HasSubstr("1 result: 1 pass")) << user;
    }
    const Finished broken =
        in(image(), user, {"lockproof", "run", "--lock", "no_op", "--scenario", "build_once", "--executions", "30"});
    EXPECT_EQ(broken.status, 1) << user << "\n" << broken;
  }
}

TEST_F(CleanRoot, HasAManualPageAndCompletions) {
  const std::string listed = shell(image(), "dpkg -L lockproof").out;
  for (const char* file :
       {"share/man/man1/lockproof.1", "share/bash-completion/completions/lockproof",
        "share/zsh/vendor-completions/_lockproof", "share/fish/vendor_completions.d/lockproof.fish"}) {
    EXPECT_THAT(listed, HasSubstr(std::string("/usr/") + file + "\n"));
    EXPECT_FALSE(file_text(image() + "/usr/" + file).empty()) << file;
  }
}

TEST_F(CleanRoot, IsAsItWasOnceThePackageIsRemoved) {
  const std::string root = copy();
  // But for what apt and dpkg remember.
  const std::string list =
      "find / -xdev -path /proc -prune -o -path /var/log -prune -o -path /var/cache -prune -o "
      "-path '/var/lib/apt/*' -prune -o -path '/var/lib/dpkg/*' -prune -o -print | sort";
  const Words before = lines_of_output(shell(root, list).out);
  const Finished installed =
      shell(root, "apt-get update; apt-get install -y --no-install-recommends /packages/lockproof_*.deb");
  ASSERT_EQ(installed.status, 0) << installed;
  EXPECT_EQ(shell(root, "lockproof run --lock flock --scenario build_once --executions 5").status, 0);
  EXPECT_GT(lines_of_output(shell(root, list).out).size(), before.size() + 6);
  // The libraries that came along are its own.
  const Finished removed = shell(root, "apt-get remove -y lockproof; apt-get autoremove -y");
  ASSERT_EQ(removed.status, 0) << removed;
  EXPECT_NE(shell(root, "dpkg-query -W lockproof").status, 0) << "dpkg still knows it";
  const Words after = lines_of_output(shell(root, list).out);
  Words left;
  std::ranges::set_difference(after, before, std::back_inserter(left));
  EXPECT_THAT(left, IsEmpty());
}

TEST_F(CleanRoot, BuildsProgramsAgainstTheDevelopmentPackages) {
  const std::string root = copy();
  for (const char* project : {"consumer", "tester"})
    fs::copy(std::string(LOCKPROOF_SOURCE_DIR) + "/framework/e2e/" + project, root + "/root/" + project,
             fs::copy_options::recursive);
  // The compiler, CMake and GoogleTest are the user's own; everything else must come along.
  const Finished finished = shell(
      root,
      "apt-get update; "
      "apt-get install -y --no-install-recommends g++ cmake ninja-build libgtest-dev /packages/liblockproof-*.deb; "
      "cd /root; cmake -G Ninja -S consumer -B counter; cmake --build counter; mkdir counted; "
      "counter/locked_counter counted; "
      "cmake -G Ninja -S tester -B tests; cmake --build tests --target sound_test; "
      "tests/sound_test --gtest_filter='*/build_once'");
  EXPECT_EQ(finished.status, 0) << finished;
  EXPECT_THAT(finished.out, HasSubstr("[       OK ] own_lock_conformance.holds/build_once"));
}

}  // namespace
}  // namespace lockproof::e2e
