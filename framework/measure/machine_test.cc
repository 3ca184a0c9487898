#include "measure/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace lockproof::measure {
namespace {

TEST(FileSystem, IsThatOfTheInnermostMount) {
  EXPECT_EQ(file_system_of("/proc"), "proc");
  EXPECT_EQ(file_system_of("/proc/self"), "proc");
  EXPECT_EQ(file_system_of("/sys"), "sysfs");
  EXPECT_NE(file_system_of("/"), "proc");
  EXPECT_NE(file_system_of("/"), "unknown");
}

TEST(Machine, IsDescribedWithEachDirectory) {
  const std::vector<std::filesystem::path> directories{"/proc"};
  EXPECT_THAT(describe_machine(directories), testing::Contains(testing::Pair("/proc", "proc")));
}

TEST(Machine, IsOfTheDateThatIsAskedFor) {
  setenv("SOURCE_DATE_EPOCH", "86400", 1);
  EXPECT_THAT(describe_machine({}), testing::Contains(testing::Pair("date", "1970-01-02T00:00:00Z")));
  unsetenv("SOURCE_DATE_EPOCH");
}

}  // namespace
}  // namespace lockproof::measure
