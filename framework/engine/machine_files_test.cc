#include "engine/machine_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockproof::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(MachineFilesTest, FindsWhatACommandNames) {
  EXPECT_THAT(own_paths("python3 /tmp/b/lock.py {lock} {body}"), ElementsAre("/tmp/b"));
  EXPECT_THAT(own_paths("sh -c 'cat </tmp/c; /tmp/a.sh >/tmp/b/x && PATH=/tmp/bin:/tmp/a.sh'"),
              ElementsAre("/tmp/a.sh", "/tmp/b", "/tmp/bin", "/tmp/c"));
  EXPECT_THAT(own_paths("cat /var/tmp/a /dev/shm/b/c my/tmp/d"), ElementsAre("/dev/shm/b", "/var/tmp/a"));
}

TEST(MachineFilesTest, TheWorldIsNotTheMachines) {
  EXPECT_THAT(own_paths("/tmp/world/x /tmp/home/y /tmp /tmp/ /tmp/.. /tmpfile"), IsEmpty());
  EXPECT_THAT(own_paths("/tmp/worldly"), ElementsAre("/tmp/worldly"));
}

TEST(MachineFilesTest, AreElsewhereOnlyWhereTheWorldHasItsOwn) {
  EXPECT_EQ(machine_file("/tmp/a/b.so"), "/.machine/tmp/a/b.so");
  EXPECT_EQ(machine_file("/dev/shm/b.so"), "/.machine/dev/shm/b.so");
  EXPECT_EQ(machine_file("/tmpfile/b.so"), "/tmpfile/b.so");
  EXPECT_EQ(machine_file("/usr/lib/b.so"), "/usr/lib/b.so");
}

}  // namespace
}  // namespace lockproof::engine
