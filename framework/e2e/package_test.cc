// Another project, built against an installed lockproof and against its sources.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "e2e/fresh_folder.h"
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
      const Finished finished = run(
          {"cmake", "--install", LOCKPROOF_BUILD_DIR, "--component", "locks", "--prefix", installed_->path().string()});
      EXPECT_EQ(finished.status, 0) << finished;
    }
    return installed_->path();
  }

  void must(const Words& words, const Surroundings& surroundings = {}) {
    const Finished finished = run(words, surroundings);
    ASSERT_EQ(finished.status, 0) << testing::PrintToString(words) << "\n" << finished;
  }

  // Configures and builds the consumer.
  void build(Words definitions) {
    Words words{"cmake", "-G", "Ninja", "-S", kConsumer, "-B", build_.path().string()};
    words.insert(words.end(), definitions.begin(), definitions.end());
    if (const char* launcher = std::getenv("CMAKE_CXX_COMPILER_LAUNCHER"))
      words.push_back(std::string("-DCMAKE_CXX_COMPILER_LAUNCHER=") + launcher);
    must(words);
    must({"cmake", "--build", build_.path().string()});
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

}  // namespace
}  // namespace lockproof::e2e
