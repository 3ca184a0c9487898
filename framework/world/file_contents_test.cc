#include "world/file_contents.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <memory>
#include <string>

namespace lockproof::world {
namespace {

class FileContents : public testing::Test {
 protected:
  FileContents() : node_(files_.create(files_.resolve(FileTree::kRoot, "file", true), Node::Type::file, 0)) {
    files_.at(node_).contents.emplace();
  }

  Pending call(long number, const std::shared_ptr<Description>& description, std::uint64_t bytes) const {
    Pending pending;
    pending.number = number;
    pending.arguments = {3, 0x1000, bytes};
    pending.description = description;
    return pending;
  }
  std::shared_ptr<Description> opened(std::uint64_t flags = O_RDWR) const {
    auto description = std::make_shared<Description>();
    description->kind = Description::Kind::file;
    description->node = node_;
    description->open_flags = flags;
    description->position = 0;
    return description;
  }
  void write(const std::shared_ptr<Description>& description, const std::string& data) {
    Pending pending = call(SYS_write, description, data.size());
    pending.data = data;
    note_transfer(pending, files_, true, static_cast<long>(data.size()));
  }
  std::optional<std::string> read(const std::shared_ptr<Description>& description, std::uint64_t bytes) {
    const Pending pending = call(SYS_read, description, bytes);
    const auto data = known_read(pending, files_);
    if (!data) return std::nullopt;
    note_transfer(pending, files_, false, static_cast<long>(data->size()));
    return std::string(*data);
  }

  FileTree files_;
  NodeId node_;
};

TEST_F(FileContents, AReadGoesOnWhereTheLastOneEnded) {
  write(opened(), "abcdef");
  const auto reader = opened();
  EXPECT_EQ(read(reader, 4), "abcd");
  EXPECT_EQ(read(reader, 4), "ef");
  EXPECT_EQ(read(reader, 4), "");
}

TEST_F(FileContents, AWriteOverwritesAndExtends) {
  write(opened(), "abcdef");
  const auto writer = opened();
  write(writer, "XY");
  EXPECT_EQ(read(opened(), 9), "XYcdef");
  writer->position = 8;
  write(writer, "Z");
  EXPECT_EQ(read(opened(), 9), std::string("XYcdef\0\0Z", 9));
}

TEST_F(FileContents, AppendingStartsAtTheEnd) {
  write(opened(), "abc");
  write(opened(O_WRONLY | O_APPEND), "def");
  EXPECT_EQ(read(opened(), 9), "abcdef");
}

TEST_F(FileContents, WhatIsNotSeenIsNotKnown) {
  const auto unseen = call(SYS_pwrite64, opened(), 3);
  note_transfer(unseen, files_, true, 3);
  EXPECT_EQ(read(opened(), 9), std::nullopt);
}

TEST_F(FileContents, AnUnknownOffsetSpoilsWhatIsWritten) {
  const auto lost = opened();
  note_transfer(call(SYS_readv, lost, 1), files_, false, 0);
  EXPECT_EQ(read(lost, 9), std::nullopt);
  EXPECT_EQ(read(opened(), 9), "");
  write(lost, "abc");
  EXPECT_EQ(read(opened(), 9), std::nullopt);
}

}  // namespace
}  // namespace lockproof::world
