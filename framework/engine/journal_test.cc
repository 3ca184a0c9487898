#include "engine/journal.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace lockproof::engine {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

constexpr std::uint64_t kCampaign = 0x1234;
constexpr std::uintmax_t kRecord = 56;  // bytes

Journal::Line line(std::uint64_t play, std::uint64_t number) {
  return {.play = play,
          .number = number,
          .entry = {.digest = ~number,
                    .class_digest = number * 3,
                    .virtual_ns = -5,
                    .steps = 17,
                    .done = true,
                    .violation = number % 2 == 1,
                    .inconclusive = number % 3 == 1,
                    .orphaned = number % 5 == 1,
                    .spared = number % 7 == 1}};
}

class JournalFile : public testing::Test {
 protected:
  JournalFile() {
    std::string name = testing::TempDir() + "journal_XXXXXX";
    folder_ = mkdtemp(name.data());
    path_ = folder_ / "journal";
  }
  ~JournalFile() override { fs::remove_all(folder_); }

  std::vector<Journal::Line> found(std::uint64_t campaign = kCampaign, const model::Shard& shard = {}) const {
    return Journal(path_, campaign, shard).found();
  }
  std::vector<Journal::Line> write_lines() const {
    std::vector<Journal::Line> lines;
    const Journal journal(path_, kCampaign, {});
    for (std::uint64_t i = 0; i < 20; ++i) {
      lines.push_back(line(i / 7, i));
      journal.append(lines.back());
    }
    journal.sync();
    return lines;
  }

  fs::path folder_;
  fs::path path_;
};

TEST_F(JournalFile, HoldsWhatWasAppended) {
  EXPECT_THAT(found(), IsEmpty());
  const std::vector<Journal::Line> lines = write_lines();
  EXPECT_EQ(found(), lines);
}

TEST_F(JournalFile, CutAnywhereLosesTheTornRecordOnlyAndGoesOn) {
  const std::vector<Journal::Line> lines = write_lines();
  const std::uintmax_t size = fs::file_size(path_);
  ASSERT_EQ(size, kRecord * (lines.size() + 1));
  const fs::path whole = folder_ / "whole";
  fs::copy(path_, whole);
  for (std::uintmax_t cut = 0; cut <= size; ++cut) {
    fs::copy_file(whole, path_, fs::copy_options::overwrite_existing);
    fs::resize_file(path_, cut);
    std::vector<Journal::Line> expected(
        lines.begin(), lines.begin() + std::max<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(cut / kRecord) - 1));
    {
      const Journal journal(path_, kCampaign, {});
      ASSERT_EQ(journal.found(), expected) << cut;
      journal.append(line(9, 9));
    }
    expected.push_back(line(9, 9));
    ASSERT_EQ(found(), expected) << cut;
  }
}

TEST_F(JournalFile, IgnoresRecordsThatAreNotAsTheyWereWritten) {
  std::vector<Journal::Line> lines = write_lines();
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(kRecord * 4 + 13));
    file.put('\x5a');
  }
  lines.erase(lines.begin() + 3);
  EXPECT_EQ(found(), lines);
}

TEST_F(JournalFile, TakesRecordsOfManyProcesses) {
  std::vector<Journal::Line> lines;
  {
    const Journal journal(path_, kCampaign, {});
    for (std::uint64_t process = 0; process < 4; ++process) {
      for (std::uint64_t i = 0; i < 200; ++i) lines.push_back(line(process, i));
      if (fork() != 0) continue;
      for (std::uint64_t i = 0; i < 200; ++i) journal.append(line(process, i));
      _exit(0);
    }
    while (wait(nullptr) > 0) {
    }
  }
  EXPECT_THAT(found(), UnorderedElementsAreArray(lines));
}

TEST_F(JournalFile, OfAnotherCampaignIsRefused) {
  write_lines();
  const std::uintmax_t size = fs::file_size(path_);
  EXPECT_THROW(found(kCampaign + 1), BadJournal);
  EXPECT_THROW(found(kCampaign, {.number = 1, .of = 2}), BadJournal);
  EXPECT_EQ(fs::file_size(path_), size);
}

TEST_F(JournalFile, IsNoFileOfSomebodyElse) {
  for (const std::string& text : {std::string("my diary"), std::string(500, 'x')}) {
    std::ofstream(path_) << text;
    EXPECT_THROW(found(), BadJournal);
    std::string left;
    std::getline(std::ifstream(path_), left);
    EXPECT_EQ(left, text);
  }
}

TEST_F(JournalFile, IsWrittenByOneCampaignAtATime) {
  const int fd = open(path_.c_str(), O_RDWR | O_CREAT, 0666);
  ASSERT_EQ(flock(fd, LOCK_EX), 0);
  EXPECT_THROW(found(), BadJournal);
  close(fd);
  EXPECT_NO_THROW(found());
}

}  // namespace
}  // namespace lockproof::engine
