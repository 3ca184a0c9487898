#include "oracle/no_foreign_write.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

struct NoForeignWriteTest : testing::Test {
  static model::Operation write_to(std::string path) {
    return {.path = std::move(path), .accesses = {{.object = {}, .write = true}}};
  }

  static model::Operation read_of(std::string path) {
    return {.path = std::move(path), .accesses = {{.object = {}, .write = false}}};
  }

  static std::string judged(const TraceBuilder& builder) {
    return message_by(NoForeignWrite::name, builder, {.protected_paths = {"clone/*"}});
  }
};

TraceBuilder first_is_inside() {
  return TraceBuilder(2).mark("1", "enter build");
}

TEST_F(NoForeignWriteTest, RejectsAWriteFromOutside) {
  EXPECT_EQ(judged(first_is_inside().perform("2", write_to("clone/HEAD"))),
            "actor 2 is outside and wrote to clone/HEAD, while actor 1 was inside");
  EXPECT_NE(judged(first_is_inside().mark("2", "leave build").perform("2", write_to("clone/HEAD"))), "pass");
}

TEST_F(NoForeignWriteTest, AcceptsAWriteFromInside) {
  EXPECT_EQ(judged(first_is_inside().perform("1", write_to("clone/HEAD"))), "pass");
  EXPECT_EQ(judged(first_is_inside().child("1.1", "1").perform("1.1", write_to("clone/HEAD"))), "pass");
}

TEST_F(NoForeignWriteTest, AcceptsAWriteWhileNobodyIsInside) {
  EXPECT_EQ(judged(first_is_inside().mark("1", "leave build").perform("2", write_to("clone/HEAD"))), "pass");
  EXPECT_EQ(judged(first_is_inside().kill("1").perform("2", write_to("clone/HEAD"))), "pass");
}

TEST_F(NoForeignWriteTest, AcceptsAReadAndAWriteElsewhere) {
  EXPECT_EQ(judged(first_is_inside().perform("2", read_of("clone/HEAD"))), "pass");
  EXPECT_EQ(judged(first_is_inside().perform("2", write_to("other"))), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
