#include "engine/machine_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockproof::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(MachineFilesTest, FindsWhatACommandNames) {
  EXPECT_THAT(temporary_names("python3 /tmp/b/lock.py {lock} {body}"), ElementsAre("b"));
  EXPECT_THAT(temporary_names("sh -c 'cat </tmp/c; /tmp/a.sh >/tmp/b/x && PATH=/tmp/bin:/tmp/a.sh'"),
              ElementsAre("a.sh", "b", "bin", "c"));
}

TEST(MachineFilesTest, TheWorldIsNotTheMachines) {
  EXPECT_THAT(temporary_names("/tmp/world/x /tmp /tmp/ /tmp/.. /tmpfile"), IsEmpty());
  EXPECT_THAT(temporary_names("/tmp/worldly"), ElementsAre("worldly"));
}

TEST(MachineFilesTest, AreElsewhereInsideOnlyInTmp) {
  EXPECT_EQ(machine_file("/tmp/a/b.so"), "/.machine/tmp/a/b.so");
  EXPECT_EQ(machine_file("/tmpfile/b.so"), "/tmpfile/b.so");
  EXPECT_EQ(machine_file("/usr/lib/b.so"), "/usr/lib/b.so");
}

}  // namespace
}  // namespace lockproof::engine
