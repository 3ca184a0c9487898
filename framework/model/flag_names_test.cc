#include "model/flag_names.h"

#include <gtest/gtest.h>

namespace lockproof::model {
namespace {

TEST(FlagNamesTest, AccessModeOfOpenComesFirstAndIsAlwaysThere) {
  EXPECT_EQ(flags_text(FlagFamily::open, 0), "O_RDONLY");
  EXPECT_EQ(flags_text(FlagFamily::open, 0302), "O_RDWR|O_CREAT|O_EXCL");
  EXPECT_EQ(flags_text(FlagFamily::open, 02000101), "O_WRONLY|O_CREAT|O_CLOEXEC");
}

TEST(FlagNamesTest, ALargerFlagHidesTheSmallerOneInIt) {
  EXPECT_EQ(flags_text(FlagFamily::open, 04010000), "O_RDONLY|O_SYNC");
  EXPECT_EQ(flags_text(FlagFamily::open, 010000), "O_RDONLY|O_DSYNC");
  EXPECT_EQ(flags_text(FlagFamily::open, 020200001), "O_WRONLY|O_TMPFILE");
  EXPECT_EQ(flags_text(FlagFamily::open, 0200000), "O_RDONLY|O_DIRECTORY");
}

TEST(FlagNamesTest, BitsWithoutANameAreKept) {
  EXPECT_EQ(flags_text(FlagFamily::open, 0x80000002), "O_RDWR|0x80000000");
  EXPECT_EQ(flags_text(FlagFamily::fcntl, 77), "0x4d");
  EXPECT_EQ(flags_text(FlagFamily::rename, 0x100), "0x100");
}

TEST(FlagNamesTest, NamesFlagsOfLockCalls) {
  EXPECT_EQ(flags_text(FlagFamily::flock, 6), "LOCK_EX|LOCK_NB");
  EXPECT_EQ(flags_text(FlagFamily::fcntl, 6), "F_SETLK");
  EXPECT_EQ(flags_text(FlagFamily::fcntl, 37), "F_OFD_SETLK");
  EXPECT_EQ(flags_text(FlagFamily::access, 0), "F_OK");
  EXPECT_EQ(flags_text(FlagFamily::access, 6), "R_OK|W_OK");
  EXPECT_EQ(flags_text(FlagFamily::at, 0x200), "AT_REMOVEDIR");
  EXPECT_EQ(flags_text(FlagFamily::at, 0), "0");
  EXPECT_EQ(flags_text(FlagFamily::rename, 1), "RENAME_NOREPLACE");
  EXPECT_EQ(flags_text(FlagFamily::map, 0x22), "MAP_PRIVATE|MAP_ANONYMOUS");
  EXPECT_EQ(flags_text(FlagFamily::map, 0x01), "MAP_SHARED");
  EXPECT_EQ(flags_text(FlagFamily::whence, 2), "SEEK_END");
  EXPECT_EQ(flags_text(FlagFamily::futex, 128), "FUTEX_WAIT|FUTEX_PRIVATE_FLAG");
  EXPECT_EQ(flags_text(FlagFamily::mode, 0644), "0644");
}

TEST(FlagNamesTest, NamesSignals) {
  EXPECT_EQ(flags_text(FlagFamily::signal, 9), "SIGKILL");
  EXPECT_EQ(flags_text(FlagFamily::signal, 0), "0");
  EXPECT_EQ(flags_text(FlagFamily::signal, 1000), "1000");
}

}  // namespace
}  // namespace lockproof::model
