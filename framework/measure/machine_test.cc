#include "measure/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace lockproof::measure
