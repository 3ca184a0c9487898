#include "reports/whole_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
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

// A pipe in the test's own folder: broken code would replace what the path leads to, /dev/null for one.
TEST_F(WholeFileTest, WritesIntoWhatIsNoRegularFile) {
  const fs::path fifo = folder_ / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const int reader = open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  write_whole(fifo, "text");
  char text[8] = {};
  EXPECT_EQ(read(reader, text, sizeof text), 4);
  EXPECT_STREQ(text, "text");
  EXPECT_TRUE(fs::is_fifo(fifo));
  EXPECT_EQ(file_count(), 1);
  close(reader);
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

// Makes writes of this process fail with EFBIG, as a full disk would with ENOSPC.
class NoSpace {
 public:
  NoSpace() : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit none{0, limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &none);
  }
  ~NoSpace() {
    setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, handler_);
  }
  NoSpace(const NoSpace&) = delete;
  NoSpace& operator=(const NoSpace&) = delete;

 private:
  void (*handler_)(int);
  rlimit limit_{};
};

TEST_F(WholeFileTest, AFailedWriteLeavesTheOldFileAlone) {
  write_whole(folder_ / "a", "old");
  {
    const NoSpace no_space;
    EXPECT_THROW(write_whole(folder_ / "a", "new"), std::system_error);
  }
  EXPECT_EQ(read_whole(folder_ / "a"), "old");
  EXPECT_EQ(file_count(), 1);
}

}  // namespace
}  // namespace lockproof::reports
