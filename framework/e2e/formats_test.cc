// The formats that other programs read, from `run` and from saved results.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A pass and a violation, written as JSON, JUnit XML, SARIF and TAP: results.json, a.xml, a.sarif, a.tap.
class Formats : public testing::Test {
 protected:
  std::string file(const char* name) const { return folder_.path() / name; }

  Finished run_into(const char* json, const std::string& seed, const Surroundings& surroundings = {}) const {
    return lockproof(
        {"run", "--lock", "flock,no_recheck", "--scenario", "build_once", "--executions", "4", "--seed", seed, "--json",
         file(json), "--junit", file("a.xml"), "--sarif", file("a.sarif"), "--tap", file("a.tap")},
        surroundings);
  }

 private:
  FreshFolder folder_;
};

TEST_F(Formats, ReportWritesWhatRunWrote) {
  const Finished ran = run_into("results.json", "1");
  EXPECT_EQ(ran.status, 1) << ran;
  const Finished reported = lockproof({"report", file("results.json"), "--junit", file("b.xml"), "--sarif",
                                       file("b.sarif"), "--tap", file("b.tap"), "--json", file("b.json")});
  EXPECT_EQ(reported.status, 1) << reported;
  EXPECT_EQ(reported.out, ran.out);
  EXPECT_EQ(file_text(file("b.xml")), file_text(file("a.xml")));
  EXPECT_EQ(file_text(file("b.sarif")), file_text(file("a.sarif")));
  EXPECT_EQ(file_text(file("b.tap")), file_text(file("a.tap")));
  EXPECT_EQ(file_text(file("b.json")), file_text(file("results.json")));
  EXPECT_THAT(file_text(file("a.xml")), HasSubstr(R"(<failure type="single_build")"));
  EXPECT_THAT(file_text(file("a.tap")), HasSubstr("not ok 2 - no_recheck in build_once"));
  EXPECT_THAT(file_text(file("a.sarif")), HasSubstr(R"("ruleId": "single_build")"));
}

TEST_F(Formats, ReportPutsResultsOfOneSeedTogether) {
  run_into("one.json", "1");
  run_into("other.json", "2");
  const Finished together = lockproof({"report", file("one.json"), file("one.json"), "--tap", file("b.tap")});
  EXPECT_EQ(together.status, 1) << together;
  EXPECT_THAT(file_text(file("b.tap")), HasSubstr("1..4\n"));
  const Finished mixed = lockproof({"report", file("one.json"), file("other.json")});
  EXPECT_EQ(mixed.status, 2) << mixed;
  EXPECT_THAT(mixed.err, HasSubstr("seed"));
}

TEST_F(Formats, ReportRefusesWhatIsNoResult) {
  std::ofstream(file("broken.json")) << "{\"schema\":1";
  const Finished broken = lockproof({"report", file("broken.json")});
  EXPECT_EQ(broken.status, 2) << broken;
  EXPECT_THAT(broken.err, HasSubstr("run --json"));
  const Finished missing = lockproof({"report", file("missing.json")});
  EXPECT_EQ(missing.status, 2) << missing;
  EXPECT_THAT(missing.err, HasSubstr("missing.json"));
  const Finished nowhere = lockproof({"run", "--junit", file("missing/a.xml")});
  EXPECT_EQ(nowhere.status, 2) << nowhere;
  EXPECT_THAT(nowhere.out, IsEmpty());
}

TEST_F(Formats, AReplayIsAChromeTraceToo) {
  run_into("results.json", "1");
  const Finished plain = lockproof({"replay", file("results.json")});
  const Finished traced = lockproof({"replay", file("results.json"), "--chrome-trace", file("trace.json")});
  EXPECT_EQ(traced.status, 1) << traced;
  EXPECT_EQ(traced.out, plain.out);
  const auto trace = nlohmann::json::parse(file_text(file("trace.json")));
  EXPECT_THAT(trace.at("traceEvents").dump(), HasSubstr("single_build: "));
  const Finished nowhere = lockproof({"replay", file("results.json"), "--chrome-trace", file("missing/trace.json")});
  EXPECT_EQ(nowhere.status, 2) << nowhere;
}

TEST_F(Formats, GithubIsToldWhereItRuns) {
  const Finished elsewhere = run_into("results.json", "1");
  EXPECT_THAT(elsewhere.out, Not(HasSubstr("::error")));
  std::ofstream(file("summary.md")) << "# of another step\n";
  const Finished there = run_into("results.json", "1",
                                  {.variables = {"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + file("summary.md")}});
  EXPECT_EQ(there.status, 1) << there;
  EXPECT_THAT(there.out, HasSubstr("\n::error title=no_recheck in build_once%3A single_build::"));
  EXPECT_THAT(file_text(file("summary.md")),
              testing::StartsWith("# of another step\n### lockproof: 1 passed, 1 failed"));
}

}  // namespace
}  // namespace lockproof::e2e
