// The HTML report: what the program writes. What a browser makes of it is in browser_test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

class Page : public testing::Test {
 protected:
  std::string path(const char* name) const { return folder_.path() / name; }
  std::string page(const char* folder = "page") const { return path(folder) + "/index.html"; }

  Finished run_with_page() const {
    return lockproof({"run", "--lock", "flock,unlink_after_unlock", "--scenario", "build_once", "--executions", "10",
                      "--json", path("results.json"), "--report", path("page")});
  }

  static json data_of(const std::string& html) {
    const std::string start = R"(<script type="application/json" id="data">)";
    const std::size_t begin = html.find(start) + start.size();
    return json::parse(html.substr(begin, html.find("</script>", begin) - begin));
  }

 private:
  FreshFolder folder_;
};

TEST_F(Page, HasEachFindingShrunkAndAsFound) {
  const Finished finished = run_with_page();
  ASSERT_EQ(finished.status, 1) << finished;
  const json data = data_of(file_text(page()));
  ASSERT_EQ(data.at("results").size(), 2U);
  EXPECT_EQ(data.at("results").at(0).at("outcome"), "pass");
  ASSERT_EQ(data.at("findings").size(), 1U);
  const json& finding = data.at("findings").at(0);
  EXPECT_EQ(finding.at("result"), 1);
  EXPECT_THAT(finding.at("explanation"), HasSubstr("Missing: "));
  ASSERT_EQ(finding.at("executions").size(), 2U);
  EXPECT_EQ(finding.at("executions").at(0).at("title"), "shrunk");
  EXPECT_LT(finding.at("executions").at(0).at("schedule").size(), finding.at("executions").at(1).at("schedule").size());
  // The shrunk execution is what its command replays.
  const std::string command = finding.at("executions").at(0).at("command");
  EXPECT_THAT(command, testing::StartsWith("lockproof replay lp1"));
  const Finished replayed = lockproof({"replay", command.substr(command.rfind(' ') + 1)});
  EXPECT_EQ(replayed.status, 1) << replayed;
}

// Those of the play, not only those of its scenario.
TEST_F(Page, KnowsTheClocksOfTheFinding) {
  lockproof({"run", "--lock", "no_op", "--scenario", "build_once", "--fault", "clock_skew=30s:actor=2", "--report",
             path("page")});
  const json finding = data_of(file_text(page())).at("findings").at(0);
  EXPECT_EQ(finding.at("clock_skews"), json({0, 30'000'000'000}));
}

TEST_F(Page, IsTheSameAgainFromSavedResults) {
  run_with_page();
  const Finished again = lockproof({"report", path("results.json"), "--report", path("again/and/again")});
  EXPECT_EQ(again.status, 2) << "there is no folder to put it into";
  const Finished reported = lockproof({"report", path("results.json"), "--report", path("other")});
  EXPECT_EQ(reported.status, 1) << reported;
  EXPECT_EQ(file_text(page("other")), file_text(page()));
}

TEST_F(Page, SaysWhyAFindingCannotBeShown) {
  run_with_page();
  json results = json::parse(file_text(path("results.json")));
  results.at("results").at(1).at("token") = "lp1-AAAA";
  std::ofstream(path("results.json")) << results;
  const Finished reported = lockproof({"report", path("results.json"), "--report", path("page")});
  EXPECT_EQ(reported.status, 1) << reported;
  const json finding = data_of(file_text(page())).at("findings").at(0);
  EXPECT_THAT(finding.at("missing"), HasSubstr("token"));
  EXPECT_THAT(finding.at("executions"), IsEmpty());
}

TEST_F(Page, IsNotPutWhereAFileIs) {
  std::ofstream(path("page")) << "a file\n";
  const Finished finished = run_with_page();
  EXPECT_EQ(finished.status, 2) << finished;
  EXPECT_THAT(finished.err, AllOf(HasSubstr("--report"), HasSubstr("no directory")));
}

}  // namespace
}  // namespace lockproof::e2e
