#include "reports/whole_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <iterator>
#include <system_error>

namespace lockproof::reports {
namespace {

namespace fs = std::filesystem;

class WholeFileTest : public testing::Test {
 protected:
  WholeFileTest() {
    std::string name = testing::TempDir() + "whole_file_XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
    folder_ = name;
  }
  ~WholeFileTest() override { fs::remove_all(folder_); }

  std::ptrdiff_t file_count() const { return std::distance(fs::directory_iterator(folder_), {}); }

  fs::path folder_;
};

TEST_F(WholeFileTest, ReadsWhatWasWritten) {
  const std::string text(200'000, 'x');
  write_whole(folder_ / "a", text);
  EXPECT_EQ(read_whole(folder_ / "a"), text);
  EXPECT_EQ(file_count(), 1);
}

TEST_F(WholeFileTest, ReplacesTheFileInsteadOfWritingIntoIt) {
  write_whole(folder_ / "a", "old");
  fs::create_hard_link(folder_ / "a", folder_ / "reader");
  write_whole(folder_ / "a", "new");
  EXPECT_EQ(read_whole(folder_ / "a"), "new");
  EXPECT_EQ(read_whole(folder_ / "reader"), "old");
}

TEST_F(WholeFileTest, FollowsSymbolicLinks) {
  write_whole(folder_ / "a", "old");
  fs::create_symlink("a", folder_ / "link");
  write_whole(folder_ / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(read_whole(folder_ / "a"), "new");
}

TEST_F(WholeFileTest, WritesIntoWhatIsNoRegularFile) {
  fs::create_symlink("/dev/null", folder_ / "null");
  write_whole(folder_ / "null", "text");
  EXPECT_TRUE(fs::is_character_file(folder_ / "null"));
  EXPECT_EQ(file_count(), 1);
}

TEST_F(WholeFileTest, SaysWhatFailedAndLeavesNothingBehind) {
  fs::create_directory(folder_ / "folder");
  try {
    write_whole(folder_ / "none" / "a", "text");
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.what(), "cannot write " + (folder_ / "none/a").native() + ": No such file or directory");
  }
  EXPECT_THROW(write_whole(folder_ / "folder", "text"), std::system_error);
  EXPECT_THROW(read_whole(folder_ / "none"), std::system_error);
  EXPECT_EQ(file_count(), 1);
}

}  // namespace
}  // namespace lockproof::reports
