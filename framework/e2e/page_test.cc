// The HTML report: what the program writes, and what a browser makes of it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"
#include "reports/html.h"

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

// What `script` sees in the page, which it returns as a string: the page is opened from disk, without a server.
class Browser : public Page {
 protected:
  void SetUp() override {
    if (access("/usr/bin/chromium", X_OK) != 0) GTEST_SKIP() << "there is no browser: apt-get install chromium";
  }

  std::string seen(const std::string& html, const std::string& hash, const std::string& script) const {
    std::string page = html;
    const std::string start = R"(<div id="page">)";
    page.insert(page.find(start),
                "<script>const errors = []; onerror = (message) => { errors.push(message); };</script>");
    page.insert(
        page.rfind("</body>"),
        fmt::format("<script>addEventListener('load', () => {{\nlet seen = '';\ntry {{ seen = (() => {{\n{}\n}})(); "
                    "}} catch (error) {{ errors.push(String(error)); }}\n"
                    "document.body.textContent = 'seen: ' + [...errors, seen].join('; ') + ' :end';\n}});</script>",
                    script));
    std::ofstream(path("seen.html")) << page;
    const Finished finished =
        run({"/usr/bin/chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--window-size=1400,900", "--user-data-dir=" + path("profile"), "--dump-dom",
             "file://" + path("seen.html") + hash});
    const std::size_t begin = finished.out.find("seen: ");
    if (begin == std::string::npos) return "nothing: " + finished.out + finished.err;
    return finished.out.substr(begin + 6, finished.out.find(" :end", begin) - begin - 6);
  }

  static constexpr const char* kTools = R"(
    const all = (selector) => [...document.querySelectorAll(selector)];
    const text = (selector) => all(selector).map((each) => each.textContent).join('|');
    const press = (key) => document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    const where = () => text('.where').replace(/,.*/, '');
)";
};

TEST_F(Browser, LinksTheMatrixToTheTimeline) {
  run_with_page();
  EXPECT_EQ(seen(file_text(page()), "", std::string(kTools) + R"(
    return text('.matrix tbody th') + '; ' + text('.matrix td .badge') + '; ' + all('.matrix a')[0].getAttribute('href');
)"),
            "flock|unlink_after_unlock; pass|caught: mutual_exclusion; #finding-0");
}

TEST_F(Browser, StepsWithTheKeyboardAndShowsTheState) {
  run_with_page();
  const std::string html = file_text(page());
  const json execution = data_of(html).at("findings").at(0).at("executions").at(0);
  const std::size_t event = execution.at("violation");
  const std::size_t count = execution.at("events").at("step").size();
  EXPECT_EQ(
      seen(html, "#finding-0", std::string(kTools) + R"(
    const before = text('.state');
    const start = where();
    const both = text('.state tr.changed').includes('inside');
    press('ArrowLeft');
    const back = where();
    const changed = text('.state') !== before;
    press('Home');
    const home = where();
    press('v');
    return [start, both, back, changed, home, text('.state') === before, all('.row.selected.broken').length].join(', ');
)"),
      fmt::format("event {0} of {2}, true, event {1} of {2}, true, event 1 of {2}, true, 1", event + 1, event, count));
}

// Two actors that poll, with a violation at the end.
reports::HtmlExecution long_execution(std::size_t events) {
  reports::HtmlExecution execution{.title = "as found", .token = "lp1-Zm9v", .trace = {}, .violation = {}};
  model::Trace& trace = execution.trace;
  trace.actors = {{"1", -1, 7}, {"2", -1, 8}};
  for (std::size_t i = 0; i < events; ++i) {
    const auto actor = static_cast<std::int16_t>(i % 2);
    trace.schedule.push_back({model::Choice::Kind::run, static_cast<std::uint16_t>(actor)});
    trace.events.push_back({model::Event::Kind::mark,
                            actor,
                            static_cast<std::uint32_t>(i),
                            static_cast<std::int64_t>(i) * 1000,
                            {},
                            fmt::format("ask {}", i)});
  }
  execution.violation = {"progress", "nobody comes in", static_cast<std::uint32_t>(events - 1)};
  return execution;
}

TEST_F(Browser, DrawsOnlyWhatIsVisibleOfALongExecution) {
  model::RunSummary summary;
  summary.results.resize(1);
  summary.results[0].lock = "long";
  const std::string html = reports::to_html(summary, {{.result = 0, .executions = {long_execution(100'000)}}});
  const std::string shown = seen(html, "#finding-0", std::string(kTools) + R"(
    const rows = all('.row').length;
    const last = text('.row.selected .mine');
    press('Home');
    for (let i = 0; i < 10; ++i) press('PageDown');
    return [rows > 10 && rows < 200, last, all('.row').length < 200, where() !== 'event 1 of 100000'].join(' ');
)");
  EXPECT_EQ(shown, "true ask 99999 true true");
}

}  // namespace
}  // namespace lockproof::e2e
