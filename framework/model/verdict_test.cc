#include "model/verdict.h"

#include <gtest/gtest.h>

namespace lockproof::model {
namespace {

TEST(VerdictTest, HasTheNamesOfTheReports) {
  EXPECT_EQ(to_string(Verdict::pass), "pass");
  EXPECT_EQ(to_string(Verdict::violation), "violation");
  EXPECT_EQ(to_string(Verdict::inconclusive), "inconclusive");
}

}  // namespace
}  // namespace lockproof::model
