#include "reports/lanes.h"

#include <gtest/gtest.h>

#include "reports/golden.h"
#include "reports/sample_trace.h"

namespace lockproof::reports {
namespace {

TEST(LanesTest, HasAColumnForEachActor) {
  expect_golden("lanes.txt", lanes(sample_trace(), sample_violation(), {}));
}

TEST(LanesTest, UsesBoxCharactersIfAsked) {
  expect_golden("lanes_unicode.txt", lanes(sample_trace(), sample_violation(), {.unicode = true, .columns = 80}));
}

}  // namespace
}  // namespace lockproof::reports
