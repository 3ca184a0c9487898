// Another project, built against an installed lockproof and against its sources.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

#include "e2e/cmake_project.h"
#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"
#include "e2e/program_run.h"

namespace lockproof::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace fs = std::filesystem;

const std::string kConsumer = std::string(LOCKPROOF_SOURCE_DIR) + "/framework/e2e/consumer";

class Package : public testing::Test {
 protected:
  static void SetUpTestSuite() { installed_ = std::make_unique<FreshFolder>(); }
  static void TearDownTestSuite() { installed_.reset(); }

  // `cmake --install` of the component `locks`; once for all tests of this program.
  static fs::path installed() {
    if (!fs::exists(installed_->path() / "include")) {
      const Finished finished = install_components(LOCKPROOF_BUILD_DIR, {"locks"}, installed_->path());
      EXPECT_EQ(finished.status, 0) << finished;
    }
    return installed_->path();
  }

  void must(const Words& words, const Surroundings& surroundings = {}) {
    const Finished finished = run(words, surroundings);
    ASSERT_EQ(finished.status, 0) << testing::PrintToString(words) << "\n" << finished;
  }

  // Configures and builds the consumer.
  void build(const Words& definitions) {
    const Finished finished = build_project(kConsumer, build_.path(), definitions);
    ASSERT_EQ(finished.status, 0) << finished;
  }

  void count_up(const Surroundings& surroundings = {}) {
    must({(build_.path() / "locked_counter").string(), folder_.path().string()}, surroundings);
  }

  const FreshFolder build_;
  const FreshFolder folder_;

 private:
  static inline std::unique_ptr<FreshFolder> installed_;
};

std::string defined_symbols(const fs::path& file, const char* which) {
  return run({"nm", "-C", "--defined-only", which, file.string()}).out;
}

TEST_F(Package, InstalledLocksHaveNoMoreThanTheirHeaders) {
  Words files;
  for (const auto& entry : fs::recursive_directory_iterator(installed() / "include"))
    if (entry.is_regular_file()) files.push_back(entry.path().filename());
  EXPECT_THAT(files, testing::UnorderedElementsAre("lock.h", "contract.h", "locks.h"));
  EXPECT_FALSE(fs::exists(installed() / "bin")) << "no program";
}

TEST_F(Package, IsFoundByCMake) {
  build({"-DCMAKE_PREFIX_PATH=" + installed().string()});
  count_up();
  const std::string linked = run({"ldd", (build_.path() / "locked_counter").string()}).out;
  EXPECT_THAT(linked, AllOf(HasSubstr("libstdc++"), Not(HasSubstr("fmt")), Not(HasSubstr("boost"))));
}

TEST_F(Package, OfAnotherVersionIsRefused) {
  const fs::path project = folder_.path();
  std::ofstream(project / "CMakeLists.txt") << "cmake_minimum_required(VERSION 3.25)\nproject(next LANGUAGES CXX)\n"
                                               "find_package(lockproof 9.1 REQUIRED)\n";
  const Finished finished = run(
      {"cmake", "-S", project.string(), "-B", build_.path().string(), "-DCMAKE_PREFIX_PATH=" + installed().string()});
  EXPECT_NE(finished.status, 0);
  EXPECT_THAT(finished.err, HasSubstr("requested version \"9.1\""));
}

TEST_F(Package, IsFoundByPkgConfig) {
  fs::path folder;
  for (const auto& entry : fs::recursive_directory_iterator(installed()))
    if (entry.path().filename() == "lockproof-locks.pc") folder = entry.path().parent_path();
  const Finished flags = run({"pkg-config", "--cflags", "--libs", "lockproof-locks"},
                             {.variables = {"PKG_CONFIG_PATH=" + folder.string()}});
  ASSERT_EQ(flags.status, 0) << flags;
  Words words{"c++", "-std=c++20", kConsumer + "/locked_counter.cc", "-o", (build_.path() / "locked_counter").string()};
  std::istringstream stream(flags.out);
  for (std::string word; stream >> word;) words.push_back(word);
  must(words);
  count_up();
}

TEST_F(Package, IsASubdirectoryAndASharedLibrary) {
  // Without debug information a compiler cache has the objects of the last time.
  build({"-DLOCKPROOF_SOURCES=" LOCKPROOF_SOURCE_DIR, "-DBUILD_SHARED_LIBS=ON", "-DCMAKE_BUILD_TYPE=None"});
  count_up();
  const fs::path library = build_.path() / "lockproof/lock-impls/liblockproof-locks.so";
  EXPECT_THAT(run({"readelf", "-d", library.string()}).out, HasSubstr("[liblockproof-locks.so.0.1]"));
  EXPECT_THAT(defined_symbols(library, "-D"), HasSubstr("lockproof::make_flock("));
  // The inline parts of the standard library are no business of lockproof's.
  const std::string own = run({"sh", "-c", "nm -DC --defined-only \"$1\" | grep ' lockproof::' | grep -v '::make_'",
                               "sh", library.string()})
                              .out;
  EXPECT_THAT(own, IsEmpty());
}

// `cpack -G DEB`, unpacked.
class DebianPackages : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<FreshFolder>();
    made_ = run({"sh", "-ec",
                 "cd \"$1\"; cpack -G DEB --config \"$2\"/CPackConfig.cmake -B made; "
                 "for each in made/*.deb; do dpkg-deb -x \"$each\" root; done",
                 "sh", folder_->path().string(), LOCKPROOF_BUILD_DIR});
  }
  static void TearDownTestSuite() { folder_.reset(); }

  void SetUp() override { ASSERT_EQ(made_.status, 0) << made_; }

  static std::string installed(const char* path) { return folder_->path() / "root/usr" / path; }

  // What `lockproof WORDS` offers for its last word.
  static std::string completed(const std::string& words) {
    return run({"bash", "-ec",
                ". \"$1\"; COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _lockproof; echo "
                "\"${COMPREPLY[*]}\"",
                "bash", installed("share/bash-completion/completions/lockproof"), "lockproof " + words})
        .out;
  }

  static inline std::unique_ptr<FreshFolder> folder_;
  static inline Finished made_;
};

TEST_F(DebianPackages, HaveAProgramThatRuns) {
  const Finished finished =
      run({installed("bin/lockproof"), "run", "--lock", "flock", "--scenario", "build_once", "--executions", "2"});
  EXPECT_EQ(finished.status, 0) << finished;
  EXPECT_THAT(finished.out, HasSubstr("1 pass"));
}

TEST_F(DebianPackages, NameWhatTheyNeed) {
  const Finished needed =
      run({"sh", "-ec", "dpkg-deb -f \"$1\"/made/lockproof_*.deb Depends", "sh", folder_->path().string()});
  EXPECT_THAT(needed.out, AllOf(HasSubstr("libc6"), HasSubstr("libfmt"), HasSubstr("libseccomp")));
}

TEST_F(DebianPackages, HaveTheLocks) {
  EXPECT_TRUE(fs::exists(installed("include/lockproof/locks.h")));
}

// "--lock" and the like, as the help of a verb lists them.
Words options_of(const std::string& verb) {
  std::istringstream help(lockproof({verb, "--help"}).out);
  Words options;
  for (std::string line; std::getline(help, line);) {
    if (!line.starts_with("  -")) continue;
    const std::string names = line.substr(2, line.find(' ', 2) - 2);
    static const std::regex kLong("--[a-z-]+");
    for (std::sregex_iterator name(names.begin(), names.end(), kLong), end; name != end; ++name)
      options.push_back(name->str());
  }
  return options;
}

// As the help lists them.
Words verbs() {
  std::istringstream help(lockproof({"--help"}).out);
  Words verbs;
  bool is_list = false;
  for (std::string line; std::getline(help, line);) {
    if (is_list && line.starts_with("  ") && line[2] != ' ') verbs.push_back(line.substr(2, line.find(' ', 2) - 2));
    if (!line.starts_with(' ')) is_list = line.starts_with("Subcommands");
  }
  EXPECT_THAT(verbs, testing::IsSupersetOf({"run", "merge", "bench"})) << "the help must have been read";
  return verbs;
}

TEST_F(DebianPackages, HaveAManualPageWithEveryOption) {
  const std::string page = file_text(installed("share/man/man1/lockproof.1"));
  for (const std::string& verb : verbs()) {
    EXPECT_THAT(page, HasSubstr("\n.SS lockproof " + verb + "\n"));
    const std::size_t start = page.find("\n.SS lockproof " + verb + "\n");
    const std::string part = page.substr(start, page.find("\n.S", start + 1) - start);
    for (std::string option : options_of(verb)) {
      for (std::size_t dash = 0; (dash = option.find('-', dash)) != std::string::npos; dash += 2)
        option.insert(dash, "\\");
      EXPECT_THAT(part, HasSubstr("\\fB" + option + "\\fR")) << verb;
    }
  }
  EXPECT_THAT(page, HasSubstr("\n\\fB\\-\\-lock\\-command\\fR \\fICMD\\fR\n"));
  EXPECT_THAT(page, HasSubstr("Actors that contend (default: the scenario's) [1 \\- 64]\n"));
}

TEST_F(DebianPackages, CompleteEveryVerbAndOptionOfTheHelp) {
  const std::string bash = file_text(installed("share/bash-completion/completions/lockproof"));
  const std::string zsh = file_text(installed("share/zsh/vendor-completions/_lockproof"));
  const std::string fish = file_text(installed("share/fish/vendor_completions.d/lockproof.fish"));
  std::size_t count = 0;
  for (const std::string& verb : verbs()) {
    EXPECT_THAT(zsh, HasSubstr("\n    '" + verb + ":"));
    EXPECT_THAT(fish, HasSubstr("-n __fish_use_subcommand -a " + verb + " "));
    const std::size_t words = bash.find("    " + verb + ":*) _lockproof_words '");
    const std::string bash_words = bash.substr(words, bash.find('\n', words) - words);
    const std::size_t part = zsh.find("\n    " + verb + ")\n");
    const std::string zsh_part = zsh.substr(part, zsh.find(";;", part) - part);
    for (const std::string& option : options_of(verb)) {
      ++count;
      EXPECT_THAT(bash_words, HasSubstr(option + " ")) << verb;
      EXPECT_THAT(zsh_part, HasSubstr(option + "[")) << verb;
      EXPECT_THAT(fish, HasSubstr("_from " + verb + "' -l " + option.substr(2) + " ")) << verb;
    }
  }
  EXPECT_GT(count, 30U) << "the help must have been read";
}

TEST_F(DebianPackages, CompleteInFish) {
  if (run({"sh", "-c", "command -v fish"}).status != 0) GTEST_SKIP() << "there is no fish here";
  const auto completed_in_fish = [](const std::string& line) {
    return run({"fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2] | string split -f1 \\t",
                installed("share/fish/vendor_completions.d/lockproof.fish"), "lockproof " + line})
        .out;
  };
  EXPECT_EQ(completed_in_fish("re"), "replay\nreport\n");
  EXPECT_EQ(completed_in_fish("run --kn"), "--known-limits\n");
  EXPECT_EQ(completed_in_fish("run --lock flock,hard"), "flock,hard_link\n");
  EXPECT_EQ(completed_in_fish("list promi"), "promises\n");
}

TEST_F(DebianPackages, CompleteInZsh) {
  if (run({"sh", "-c", "command -v zsh"}).status != 0) GTEST_SKIP() << "there is no zsh here";
  // The words that zsh would offer, without a terminal to offer them at.
  const auto offered = [](const std::string& words) {
    return run({"zsh", "-fc",
                "_describe() { print -l -- $verbs }; _arguments() { print -l -- \"$@\" }; words=(${=2}); "
                "CURRENT=$3; . $1",
                "zsh", installed("share/zsh/vendor-completions/_lockproof"), "lockproof " + words,
                std::to_string(2 + std::ranges::count(words, ' '))})
        .out;
  };
  EXPECT_THAT(offered("re"), HasSubstr("\nreplay:Show an execution"));
  EXPECT_THAT(offered("run --lo"), AllOf(HasSubstr("\n--known-limits[Also"), HasSubstr(":_values -s , name all ")));
  EXPECT_THAT(offered("list promi"), HasSubstr("*:WHAT:(locks scenarios"));
}

TEST_F(DebianPackages, CompleteTheCommandLine) {
  EXPECT_EQ(completed("re"), "report replay\n");
  EXPECT_EQ(completed("run --kn"), "--known-limits\n");
  EXPECT_EQ(completed("run --lock flock,hard"), "flock,hard_link\n");
  EXPECT_EQ(completed("run --scenario kill"), "kill_mid_build\n");
  EXPECT_EQ(completed("list promi"), "promises\n");
  EXPECT_EQ(completed("run --workers 1"), "\n");
}

}  // namespace
}  // namespace lockproof::e2e
