// Locks in shared libraries, in a project of somebody else that has an installed lockproof: --lock-plugin.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <memory>

#include "e2e/cmake_project.h"
#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;

namespace fs = std::filesystem;

class Plugin : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = std::make_unique<FreshFolder>();
    made_so_far = install_components(LOCKPROOF_BUILD_DIR, {"locks", "framework"}, path("installed"));
    if (made_so_far.status == 0)
      made_so_far = build_project(std::string(LOCKPROOF_SOURCE_DIR) + "/lock-impls/external/plugin", path("build"),
                                  {"-DCMAKE_PREFIX_PATH=" + path("installed"), "-DCMAKE_COMPILE_WARNING_AS_ERROR=ON",
                                   "-DCMAKE_C_FLAGS=-Wall -Wextra", "-DCMAKE_CXX_FLAGS=-Wall -Wextra"});
  }
  static void TearDownTestSuite() { folder.reset(); }

  void SetUp() override { ASSERT_EQ(made_so_far.status, 0) << made_so_far; }

  static std::string path(const std::string& name) { return folder->path() / name; }
  static std::string library(const std::string& name) { return path("build/lib" + name + ".so"); }

  // Compiled against the installed headers; `text` is C, or C++ if the compiler is.
  static std::string compiled(const std::string& text, Words compiler = {"cc"}) {
    const std::string source = path("own.c");
    std::string made = path("libown.so");
    std::ofstream(source) << text;
    compiler.insert(compiler.end(), {"-shared", "-fPIC", "-I", path("installed/include"), source, "-o", made});
    const Finished finished = run(compiler);
    EXPECT_EQ(finished.status, 0) << finished;
    return made;
  }

  // A library whose lock cannot be used, but has this description.
  static std::string described(const std::string& fields) {
    return compiled(
        "#include <lockproof/plugin.h>\n"
        "static void* o(const char* p, int64_t t, void (*l)(void*, const char*), void* c)"
        " { return (void)p, (void)t, (void)l, c; }\n"
        "static int a(void* l) { return (void)l, 0; }\n"
        "static void c(void* l) { (void)l; }\n"
        "static const struct lockproof_lock lock = {.version = LOCKPROOF_PLUGIN_VERSION, .size = sizeof lock,"
        " .name = \"own\", .open = o, .acquire = a, .release = a, .close = c, " +
        fields +
        "};\n"
        "const struct lockproof_lock* lockproof_plugin(void) { return &lock; }\n");
  }

  static std::string refusal(const std::string& library) {
    const Finished finished = lockproof({"run", "--lock-plugin", library});
    EXPECT_EQ(finished.status, 2) << finished;
    EXPECT_THAT(finished.err, HasSubstr(library + ": "));
    return finished.err;
  }

  // The token of a violation.
  static std::string caught(const std::string& library) {
    const Campaign found = campaign({"--lock-plugin", library, "--scenario", "build_once"});
    EXPECT_EQ(found.finished.status, 1) << found.finished;
    EXPECT_EQ(found.results.at(0).at("lock"), "broken_lock");
    EXPECT_EQ(found.results.at(0).at("oracle"), "mutual_exclusion");
    return found.results.at(0).at("token");
  }

 private:
  static inline std::unique_ptr<FreshFolder> folder;
  static inline Finished made_so_far;
};

TEST_F(Plugin, IsJudgedByItsContract) {
  const Campaign sound = campaign({"--lock-plugin", library("cxx_lock") + "," + library("c_lock"), "--scenario",
                                   "build_once,kill_mid_build,time_out,errors", "--executions", "20"});
  EXPECT_EQ(sound.finished.status, 0) << sound.finished;
  ASSERT_EQ(sound.results.size(), 8U);
  for (const auto& result : sound.results) {
    const bool is_covered = result.at("lock") == "cxx_lock" || result.at("scenario") != "kill_mid_build";
    EXPECT_EQ(result.at("verdict"), is_covered ? "pass" : "skipped") << result;
  }
}

TEST_F(Plugin, IsSearchedForLimitsAndMeasured) {
  const Finished limits = lockproof({"limits", "--lock-plugin", library("cxx_lock"), "--executions", "2"});
  EXPECT_EQ(limits.status, 0) << limits;
  EXPECT_THAT(limits.out, HasSubstr("cxx_lock "));
  const Finished bench = lockproof({"bench", "--lock-plugin", library("cxx_lock"), "--workload", "hot", "--workers",
                                    "2", "--time", "1s", "--dir", path("")});
  EXPECT_EQ(bench.status, 0) << bench;
  EXPECT_THAT(bench.out, HasSubstr("cxx_lock "));
}

TEST_F(Plugin, IsFoundByItsTokenAlone) {
  const std::string token = caught(library("broken_lock"));
  const Finished replayed = lockproof({"replay", token});
  EXPECT_EQ(replayed.status, 1) << replayed;
  EXPECT_THAT(replayed.out, AllOf(HasSubstr("broken_lock in build_once"), HasSubstr("<-- mutual_exclusion")));
  const Finished shrunk = lockproof({"shrink", token});
  EXPECT_EQ(shrunk.status, 1) << shrunk;
  EXPECT_THAT(shrunk.out, HasSubstr("lockproof replay lp1"));
  EXPECT_THAT(lockproof({"explain", token}).out, HasSubstr("Missing: no happens-before edge"));
}

// lockproof and the library each have a standard library of their own.
TEST_F(Plugin, MayThrow) {
  const std::string throwing = compiled(
      "#include <lockproof/cxx_plugin.h>\n#include <cerrno>\n#include <system_error>\n"
      "struct Own : lockproof::Lock {\n"
      "  bool acquire() override { throw std::system_error(EROFS, std::generic_category(), \"own\"); }\n"
      "  void release() override {}\n"
      "};\n"
      "const lockproof::LockInfo own{.name = \"own\", .make = [](const lockproof::LockOptions&)"
      " -> std::unique_ptr<lockproof::Lock> { return std::make_unique<Own>(); }};\n"
      "LOCKPROOF_CXX_PLUGIN(own);\n",
      {"c++", "-x", "c++", "-std=c++20"});
  const Campaign found = campaign({"--lock-plugin", throwing, "--scenario", "build_once"});
  EXPECT_THAT(found.results.at(0).at("message").get<std::string>(), HasSubstr("own: Read-only file system"));
}

// The world has a /tmp of its own, and everything else where the machine has it.
TEST_F(Plugin, MayLieInsideAndOutsideOfTmp) {
  for (const char* parent : {"/tmp", "/var/tmp"}) {
    const fs::path copy = fs::path(parent) / ("lockproof_plugin_" + std::to_string(getpid()) + ".so");
    fs::copy_file(library("broken_lock"), copy, fs::copy_options::overwrite_existing);
    EXPECT_EQ(lockproof({"replay", caught(copy)}).status, 1) << parent;
    fs::remove(copy);
  }
}

// As one that was built in /tmp, against a library that was built there, too.
TEST_F(Plugin, MayNeedALibraryInTmp) {
  const fs::path folder = fs::path("/tmp") / ("lockproof_plugin_" + std::to_string(getpid()));
  fs::create_directory(folder);
  std::ofstream(folder / "part.c") << "int part(void) { return 0; }\n";
  const Finished part = run({"cc", "-shared", "-fPIC", folder / "part.c", "-o", folder / "libpart.so"});
  ASSERT_EQ(part.status, 0) << part;
  const std::string lock = compiled(
      "#include <lockproof/plugin.h>\n"
      "int part(void);\n"
      "static void* o(const char* p, int64_t t, void (*l)(void*, const char*), void* c)"
      " { return (void)t, (void)l, (void)c, (void*)p; }\n"
      "static int a(void* l) { return (void)l, part(); }\n"
      "static void c(void* l) { (void)l; }\n"
      "static const struct lockproof_lock lock = {.version = LOCKPROOF_PLUGIN_VERSION, .size = sizeof lock,"
      " .name = \"broken_lock\", .open = o, .acquire = a, .release = a, .close = c};\n"
      "const struct lockproof_lock* lockproof_plugin(void) { return &lock; }\n",
      {"cc", "-L" + folder.string(), "-Wl,-rpath," + folder.string(), "-Wl,--no-as-needed", "-lpart"});
  EXPECT_EQ(lockproof({"replay", caught(lock)}).status, 1);
  fs::remove_all(folder);
}

TEST_F(Plugin, ThatHasChangedIsRefusedToItsToken) {
  const std::string copy = path("copy.so");
  fs::copy_file(library("broken_lock"), copy);
  const std::string results = path("results.json");
  lockproof({"run", "--lock-plugin", copy, "--scenario", "build_once", "--json", results});
  const std::string token = nlohmann::json::parse(file_text(results)).at("results").at(0).at("token");
  for (const std::string shard : {"1", "2"})
    lockproof({"run", "--lock-plugin", copy, "--scenario", "build_once", "--shard", shard + "/2", "--json",
               path("shard-" + shard)});
  fs::copy_file(library("c_lock"), copy, fs::copy_options::overwrite_existing);
  for (const char* verb : {"replay", "shrink", "explain"}) {
    const Finished refused = lockproof({verb, token});
    EXPECT_EQ(refused.status, 2) << refused;
    EXPECT_THAT(refused.err, HasSubstr(copy + ": the library has changed since the token was made: run again"));
  }
  fs::remove(copy);
  const Finished missing = lockproof({"replay", token});
  EXPECT_EQ(missing.status, 2) << missing;
  EXPECT_THAT(missing.err, HasSubstr("copy.so: there is no such file"));
  const Finished page = lockproof({"report", results, "--report", path("page")});
  EXPECT_EQ(page.status, 1) << page;
  EXPECT_THAT(file_text(path("page/index.html")), HasSubstr("copy.so: there is no such file"));
  const Finished merged = lockproof({"merge", path("shard-1"), path("shard-2")});
  EXPECT_EQ(merged.status, 1) << "results can be put together where the library is not\n" << merged;
  fs::copy_file(library("broken_lock"), copy);
  EXPECT_EQ(lockproof({"replay", token}).status, 1);
}

TEST_F(Plugin, ThatIsNoneIsRefusedWithWhatIsWrong) {
  EXPECT_THAT(refusal(path("missing.so")), HasSubstr("there is no such file"));
  EXPECT_THAT(refusal(path("build")), HasSubstr("there is no such file"));
  std::ofstream(path("text.so")) << "text\n";
  EXPECT_THAT(refusal(path("text.so")), HasSubstr("must be a shared library"));
  EXPECT_THAT(refusal(compiled("int nothing;\n")), HasSubstr("it exports no lock: write LOCKPROOF_CXX_PLUGIN"));
  EXPECT_THAT(refusal(compiled("#include <pthread.h>\n#include <unistd.h>\n"
                               "static void* wait(void* p) { return pause(), p; }\n"
                               "__attribute__((constructor)) static void start(void)"
                               " { pthread_t t; pthread_create(&t, 0, wait, 0); }\n")),
              HasSubstr("it starts threads when it is loaded"));
}

TEST_F(Plugin, OfAnotherVersionIsRefused) {
  EXPECT_THAT(refusal(described(".version = 9")), HasSubstr("another lockproof/plugin.h, of version 9"));
  const std::string other_strings = compiled(
      "#include <lockproof/cxx_plugin.h>\nconst lockproof::LockInfo own{.name = \"own\"};\n"
      "LOCKPROOF_CXX_PLUGIN(own);\n",
      {"c++", "-x", "c++", "-std=c++20", "-D_GLIBCXX_USE_CXX11_ABI=0"});
  EXPECT_THAT(refusal(other_strings), HasSubstr("another standard library"));
}

TEST_F(Plugin, WithADescriptionThatMakesNoSenseIsRefused) {
  EXPECT_THAT(refusal(described(".name = \"flock\"")), HasSubstr("there already is a lock 'flock'"));
  EXPECT_THAT(refusal(described(".name = \"My Lock\"")), HasSubstr("its name must be of [a-z0-9_]"));
  EXPECT_THAT(refusal(described(".contract = \"kill_safe=perhaps\"")),
              HasSubstr("its contract: kill_safe: 'perhaps': write true or false"));
  EXPECT_THAT(refusal(described(".close = 0")), HasSubstr("must not be NULL"));
}

}  // namespace
}  // namespace lockproof::e2e
