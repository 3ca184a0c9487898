#include "oracle/no_lost_update.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

const Rules kRules = [] {
  Rules rules;
  rules.protected_paths = {"counter"};
  return rules;
}();

struct NoLostUpdate : testing::Test {
  static model::Operation transfer(std::uint16_t number, std::string path, bool write, std::int64_t result = 1) {
    model::Operation operation;
    operation.number = number;
    operation.fd = 3;
    operation.path = std::move(path);
    operation.result = result;
    if (result >= 0) operation.accesses = {{{model::Object::Kind::data, 5, 0}, write}};
    return operation;
  }

  static model::Operation read_of(std::string path = "counter") { return transfer(SYS_read, std::move(path), false); }

  static model::Operation write_to(std::string path = "counter", std::int64_t result = 1) {
    return transfer(SYS_write, std::move(path), true, result);
  }

  static std::string judged(const TraceBuilder& builder) { return message_by("no_lost_update", builder, kRules); }
};

TEST_F(NoLostUpdate, AcceptsOneAfterTheOther) {
  EXPECT_EQ(judged(TraceBuilder(2)
                       .perform("1", read_of())
                       .perform("1", write_to())
                       .perform("2", read_of())
                       .perform("2", write_to())
                       .perform("1", read_of())
                       .perform("1", write_to())),
            "pass");
}

TEST_F(NoLostUpdate, AcceptsWhoWritesTwice) {
  EXPECT_EQ(judged(TraceBuilder(1).perform("1", read_of()).perform("1", write_to()).perform("1", write_to())), "pass");
}

TEST_F(NoLostUpdate, RejectsAWriteOfWhatIsOld) {
  EXPECT_EQ(judged(TraceBuilder(2)
                       .perform("1", read_of())
                       .perform("2", read_of())
                       .perform("1", write_to())
                       .perform("2", write_to())),
            "actor 2 wrote to counter what it made of old contents: the update by actor 1 is lost");
}

TEST_F(NoLostUpdate, LooksAtProtectedFilesOnly) {
  EXPECT_EQ(
      judged(
          TraceBuilder(2).perform("1", read_of("else")).perform("2", write_to("else")).perform("1", write_to("else"))),
      "pass");
}

TEST_F(NoLostUpdate, AFailedWriteChangesNothing) {
  EXPECT_EQ(
      judged(TraceBuilder(2).perform("1", read_of()).perform("2", write_to("counter", -28)).perform("1", write_to())),
      "pass");
}

// A blind write is no update of what was there.
TEST_F(NoLostUpdate, AcceptsWhoNeverRead) {
  EXPECT_EQ(judged(TraceBuilder(2).perform("1", write_to()).perform("2", write_to())), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
