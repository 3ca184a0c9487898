#include "oracle/state_isolation.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

struct StateIsolationTest : testing::Test {
  static model::Operation write_to(std::string path, std::string path2 = "") {
    return {.path = std::move(path), .path2 = std::move(path2), .accesses = {{.object = {}, .write = true}}};
  }

  static model::Operation read_of(std::string path) {
    return {.path = std::move(path), .accesses = {{.object = {}, .write = false}}};
  }

  static std::string judged(const TraceBuilder& builder) {
    return message_by(StateIsolation::name, builder, {.private_paths = {"counters/*"}});
  }
};

TEST_F(StateIsolationTest, RejectsTwoWritersOfOneFile) {
  const auto violation =
      judge_by(StateIsolation::name,
               TraceBuilder(2).perform("1", write_to("counters/domain")).perform("2", write_to("counters/domain")),
               {.private_paths = {"counters/*"}});
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message, "actor 2 wrote to counters/domain, which belongs to actor 1");
  EXPECT_EQ(violation->event, 1U);
}

TEST_F(StateIsolationTest, RejectsTheSecondWriterAlsoAfterTheEndOfTheFirst) {
  EXPECT_NE(judged(TraceBuilder(2).perform("1", write_to("counters/d")).exit("1").perform("2", write_to("counters/d"))),
            "pass");
}

TEST_F(StateIsolationTest, RejectsASecondPath) {
  EXPECT_NE(
      judged(TraceBuilder(2).perform("1", write_to("counters/d")).perform("2", write_to("temporary", "counters/d"))),
      "pass");
}

TEST_F(StateIsolationTest, AcceptsAFileForEachRun) {
  EXPECT_EQ(judged(TraceBuilder(2)
                       .child("1.1", "1")
                       .perform("1", write_to("counters/d.101"))
                       .perform("2", write_to("counters/d.102"))
                       .perform("1.1", write_to("counters/d.101"))),
            "pass");
}

TEST_F(StateIsolationTest, AcceptsReadersAndOtherFiles) {
  EXPECT_EQ(judged(TraceBuilder(2).perform("1", write_to("counters/d")).perform("2", read_of("counters/d"))), "pass");
  EXPECT_EQ(judged(TraceBuilder(2).perform("1", write_to("log")).perform("2", write_to("log"))), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
