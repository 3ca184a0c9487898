// What a machine refuses, the doctor names, with a remedy; and run neither passes nor hangs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>

#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/ordinary_user.h"
#include "e2e/program_run.h"
#include "e2e/refusing_machine.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Copies that everybody may execute.
class Programs {
 public:
  Programs() {
    std::filesystem::copy(LOCKPROOF_PROGRAM, lockproof());
    std::filesystem::copy(LOCKPROOF_REFUSING, refusing());
  }

  std::string lockproof() const { return folder_.path() / "lockproof"; }
  std::string refusing() const { return folder_.path() / "refusing"; }

  // lockproof WORDS by an ordinary user.
  Finished run_on(Words launcher, const Words& words) const {
    launcher.push_back(lockproof());
    launcher.insert(launcher.end(), words.begin(), words.end());
    return run(as_ordinary_user(plain_user, launcher), {.folder = folder_.path()});
  }

 private:
  FreshFolder folder_;
};

const Words kRun = {"run", "--lock", "flock", "--scenario", "build_once", "--executions", "70", "--jobs", "2"};

class Machine : public testing::TestWithParam<RefusingMachine> {
 protected:
  Finished lockproof(const Words& words) const { return programs_.run_on(GetParam().launcher, words); }

  const FreshFolder folder_;

 private:
  const Programs programs_;
};

TEST_P(Machine, IsUnderstoodByTheDoctor) {
  const Finished finished = lockproof({"doctor"});
  EXPECT_EQ(finished.status, 3) << finished;
  EXPECT_THAT(finished.out, HasSubstr("'lockproof run' does not work here."));
  const std::regex row("\n" + GetParam().capability + " +no +nothing works: ");
  EXPECT_TRUE(std::regex_search(finished.out, row)) << finished;
  const std::regex cause("\n" + GetParam().capability + ": .*\n  remedy: .*\n");
  std::smatch found;
  ASSERT_TRUE(std::regex_search(finished.out, found, cause)) << finished;
  EXPECT_THAT(found.str(), HasSubstr(GetParam().remedy));
}

TEST_P(Machine, IsRefusedByRunWithARemedy) {
  Words words = kRun;
  const std::filesystem::path junit = folder_.path() / "lockproof.xml";
  std::filesystem::permissions(folder_.path(), std::filesystem::perms::all);
  words.insert(words.end(), {"--junit", junit.string()});
  const Finished finished = lockproof(words);
  EXPECT_THAT(file_text(junit), HasSubstr(R"(<error type="failure" message="lockproof failed: )"));
  EXPECT_EQ(finished.status, 3) << finished;
  EXPECT_EQ(finished.out, "");
  EXPECT_THAT(finished.err, StartsWith("lockproof: this machine refuses what lockproof needs: "));
  EXPECT_EQ(std::ranges::count(finished.err, '\n'), 2) << finished;
  EXPECT_THAT(finished.err, HasSubstr("Run 'lockproof doctor' for the whole picture.\n"));
  EXPECT_THAT(finished.err, HasSubstr(GetParam().remedy));
}

INSTANTIATE_TEST_SUITE_P(, Machine, testing::ValuesIn(refusing_machines(LOCKPROOF_REFUSING)),
                         [](const auto& test) { return test.param.name; });

struct Luxury {
  std::string call;
  std::string capability;
  std::string remedy;
};

TEST(Capabilities, AreNotAllNeeded) {
  const Programs programs;
  const Finished whole = programs.run_on({}, kRun);
  ASSERT_EQ(whole.status, 0) << whole;
  const auto digest = [](const Finished& finished) { return finished.out.substr(finished.out.find("digest ")); };
  for (const Luxury& luxury : {Luxury{"personality=EPERM", "fixed addresses", "seccomp=unconfined"},
                               Luxury{"prctl:26=EINVAL", "stopping rdtsc", "CR4.TSD"}}) {
    const Words launcher{programs.refusing(), luxury.call, "--"};
    const Finished doctor = programs.run_on(launcher, {"doctor"});
    EXPECT_EQ(doctor.status, 0) << doctor;
    EXPECT_THAT(doctor.out, testing::ContainsRegex("\n" + luxury.capability + ": .*\n  remedy: .*" + luxury.remedy));
    const Finished finished = programs.run_on(launcher, kRun);
    EXPECT_EQ(finished.status, 0) << finished;
    EXPECT_EQ(digest(finished), digest(whole)) << luxury.call;
  }
}

// What its table in "Run it in your CI" has to offer.
Words remedies_of_readme() {
  const std::string readme = file_text(std::string(LOCKPROOF_SOURCE_DIR) + "/README.md");
  const std::size_t start = readme.find("\n## Run it in your CI\n");
  const std::string section = readme.substr(start, readme.find("\n## ", start + 1) - start);
  const std::regex row("\n\\|[^|]*\\| `([^`]*)` \\|");
  Words remedies;
  for (std::sregex_iterator found(section.begin(), section.end(), row), end; found != end; ++found)
    remedies.push_back((*found)[1]);
  return remedies;
}

TEST(Capabilities, HaveTheRemediesOfTheReadme) {
  const Programs programs;
  std::string told;
  for (const RefusingMachine& machine : refusing_machines(programs.refusing()))
    told += programs.run_on(machine.launcher, {"doctor"}).out;
  const Words remedies = remedies_of_readme();
  EXPECT_GE(remedies.size(), 4U);
  // The last word: what comes before depends on who says it.
  for (const std::string& remedy : remedies) EXPECT_THAT(told, HasSubstr(remedy.substr(remedy.rfind(' ') + 1)));
}

}  // namespace
}  // namespace lockproof::e2e
