#include "model/operation.h"

#include <gtest/gtest.h>

namespace lockproof::model {
namespace {

// Numbers of arch/x86/entry/syscalls/syscall_64.tbl.
enum : std::uint16_t {
  kRead = 0,
  kClose = 3,
  kMmap = 9,
  kNanosleep = 35,
  kGetpid = 39,
  kKill = 62,
  kUname = 63,
  kFcntl = 72,
  kFlock = 73,
  kMkdir = 83,
  kLink = 86,
  kStatfs = 137,
  kOpenat = 257,
  kUnlinkat = 263,
  kRseq = 334,
  kPidfdSendSignal = 424,
  kFutexWaitv = 449,
};

TEST(CallNameTest, KnowsBothEndsOfBothRanges) {
  EXPECT_EQ(call_name(kRead), "read");
  EXPECT_EQ(call_name(kFlock), "flock");
  EXPECT_EQ(call_name(kOpenat), "openat");
  EXPECT_EQ(call_name(kRseq), "rseq");
  EXPECT_EQ(call_name(335), "unknown");
  EXPECT_EQ(call_name(423), "unknown");
  EXPECT_EQ(call_name(kPidfdSendSignal), "pidfd_send_signal");
  EXPECT_EQ(call_name(kFutexWaitv), "futex_waitv");
  EXPECT_EQ(call_name(65535), "unknown");
}

TEST(OperationTextTest, WritesPathsAndFlagsAsStraceDoes) {
  EXPECT_EQ(to_string(Operation{.number = kOpenat, .fd = -100, .flags = 0302, .path = "locks/a.lock"}),
            R"(openat("locks/a.lock", O_RDWR|O_CREAT|O_EXCL))");
  EXPECT_EQ(to_string(Operation{.number = kLink, .path = "a.tmp", .path2 = "a.lock"}), R"(link("a.tmp", "a.lock"))");
  EXPECT_EQ(to_string(Operation{.number = kUnlinkat, .flags = 0x200, .path = "d"}), R"(unlinkat("d", AT_REMOVEDIR))");
  EXPECT_EQ(to_string(Operation{.number = kMkdir, .flags = 0755, .path = "d"}), R"(mkdir("d", 0755))");
}

TEST(OperationTextTest, SaysWhatADescriptorRefersTo) {
  EXPECT_EQ(to_string(Operation{.number = kFlock, .fd = 3, .flags = 6, .path = "locks/a.lock"}),
            "flock(3<locks/a.lock>, LOCK_EX|LOCK_NB)");
  EXPECT_EQ(to_string(Operation{.number = kClose, .fd = 7}), "close(7)");
  EXPECT_EQ(to_string(Operation{.number = kMmap, .fd = 4, .flags = 1, .value = 4096, .path = "db"}),
            "mmap(4096, MAP_SHARED, 4<db>)");
}

TEST(OperationTextTest, WritesRecordLocksSignalsAndTimes) {
  EXPECT_EQ(to_string(Operation{.number = kFcntl, .fd = 3, .flags = 6, .path = "a", .data = "F_WRLCK, 0, 0"}),
            "fcntl(3<a>, F_SETLK, {F_WRLCK, 0, 0})");
  EXPECT_EQ(to_string(Operation{.number = kFcntl, .fd = 3, .flags = 2, .value = 1}), "fcntl(3, F_SETFD, 1)");
  EXPECT_EQ(to_string(Operation{.number = kKill, .flags = 9, .value = 42}), "kill(42, SIGKILL)");
  EXPECT_EQ(to_string(Operation{.number = kNanosleep, .value = 250'000'000}), "nanosleep(0.25s)");
}

TEST(OperationTextTest, QuotesDataAndShowsWhereItIsCut) {
  Operation read{.number = kRead, .fd = 3, .result = 5, .value = 64, .path = "a", .data = "4711\n"};
  EXPECT_EQ(to_string(read), R"(read(3<a>, "4711\n", 64))");
  read.result = 64;
  EXPECT_EQ(to_string(read), R"(read(3<a>, "4711\n"..., 64))");
  read.result = 3;
  read.data = {'"', '\\', '\x01'};
  EXPECT_EQ(to_string(read), R"(read(3<a>, "\"\\\x01", 64))");
}

TEST(OperationTextTest, WritesOtherCallsWithWhatTheyHave) {
  EXPECT_EQ(to_string(Operation{.number = kStatfs, .path = "d"}), R"(statfs("d"))");
  EXPECT_EQ(to_string(Operation{.number = kStatfs, .fd = 3, .path = "d"}), R"(statfs(3, "d"))");
  EXPECT_EQ(to_string(Operation{.number = kUname, .fd = 3}), "uname(3)");
  EXPECT_EQ(to_string(Operation{.number = kGetpid}), "getpid()");
  EXPECT_EQ(to_string(Operation{.number = 400}), "syscall_400()");
}

TEST(OperationTextTest, NamesErrors) {
  EXPECT_EQ(result_text(Operation{.result = 3}), "= 3");
  EXPECT_EQ(result_text(Operation{.result = -17}), "= -1 EEXIST (File exists)");
  EXPECT_EQ(result_text(Operation{.result = -95}), "= -1 EOPNOTSUPP (Operation not supported)");
  EXPECT_EQ(result_text(Operation{.result = -512}), "= ? ERESTARTSYS");
  EXPECT_EQ(result_text(Operation{.result = -4000}), "= -1 (errno 4000)");
  EXPECT_EQ(result_text(Operation{.result = -4096}), "= -4096");
}

class ConflictTest : public testing::Test {
 protected:
  static Operation accessing(Object::Kind kind, std::uint64_t a, std::uint64_t b, bool write) {
    const Access unrelated{{Object::Kind::process, write ? 1U : 2U}, true};
    return Operation{.accesses = {unrelated, {{kind, a, b}, write}}};
  }
  const Operation read_ = accessing(Object::Kind::data, 7, 0, false);
  const Operation write_ = accessing(Object::Kind::data, 7, 0, true);
};

TEST_F(ConflictTest, NeedsAWriterOnEitherSide) {
  const Operation other_reader{.accesses = {{{Object::Kind::data, 7, 0}, false}}};
  EXPECT_FALSE(conflict(read_, other_reader));
  EXPECT_TRUE(conflict(read_, write_));
  EXPECT_TRUE(conflict(write_, read_));
  EXPECT_TRUE(conflict(write_, write_));
}

TEST_F(ConflictTest, NeedsTheSameObject) {
  EXPECT_FALSE(conflict(read_, accessing(Object::Kind::data, 8, 0, true)));
  EXPECT_FALSE(conflict(read_, accessing(Object::Kind::data, 7, 1, true)));
  EXPECT_FALSE(conflict(read_, accessing(Object::Kind::attributes, 7, 0, true)));
  EXPECT_FALSE(conflict(write_, Operation{}));
}

}  // namespace
}  // namespace lockproof::model
