#include "reports/effects.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/sample_trace.h"

namespace lockproof::reports {
namespace {

using model::Event;
using model::Object;
using model::Operation;
using testing::ElementsAre;
using testing::IsEmpty;
using Kind = Effect::Kind;

std::vector<Effect> effects(const Operation& operation) {
  SampleTrace sample;
  sample.actor("1", 7).operation(0, operation);
  return effects_of(sample.trace, 1);
}

Operation call(std::uint16_t number, std::string path, std::int64_t result = 0) {
  Operation operation;
  operation.number = number;
  operation.path = std::move(path);
  operation.result = result;
  return operation;
}

constexpr std::uint16_t kRead = 0;
constexpr std::uint16_t kWrite = 1;
constexpr std::uint16_t kRename = 82;
constexpr std::uint16_t kLink = 86;
constexpr std::uint16_t kUnlink = 87;
constexpr std::uint16_t kClose = 3;
constexpr std::uint16_t kFcntl = 72;

TEST(Effects, OfFilesAreWhatTheCallsSay) {
  EXPECT_THAT(effects(call(kUnlink, "a.lock")), ElementsAre(Effect{.kind = Kind::gone, .name = "a.lock"}));
  Operation renamed = call(kRename, "a");
  renamed.path2 = "b";
  EXPECT_THAT(effects(renamed), ElementsAre(Effect{.kind = Kind::moved, .name = "a", .text = "b"}));
  Operation linked = call(kLink, "a");
  linked.path2 = "b";
  EXPECT_THAT(effects(linked), ElementsAre(Effect{.kind = Kind::linked, .name = "a", .text = "b"}));
}

TEST(Effects, ShowWhatWasWrittenOrRead) {
  Operation written = call(kWrite, "a", 5);
  written.data = "4711\n";
  EXPECT_THAT(effects(written), ElementsAre(Effect{.kind = Kind::holds, .name = "a", .text = "4711\\x0a"}));
  written.result = 4096;
  EXPECT_THAT(effects(written), ElementsAre(Effect{.kind = Kind::holds, .name = "a", .text = "4711\\x0a..."}));
  EXPECT_THAT(effects(call(kRead, "a", 0)), IsEmpty()) << "the end of the file says nothing of what is before it";
}

TEST(Effects, OfATruncatingOpenAreAnEmptyFile) {
  Operation opened = open_lock("a", 3);
  EXPECT_THAT(effects(opened), ElementsAre(Effect{.kind = Kind::exists, .name = "a"}));
  opened.flags |= O_TRUNC;
  EXPECT_THAT(effects(opened),
              ElementsAre(Effect{.kind = Kind::exists, .name = "a"}, Effect{.kind = Kind::holds, .name = "a"}));
}

TEST(Effects, OfAFailureAndOfFilesOutsideOfTheWorldAreNone) {
  EXPECT_THAT(effects(call(kUnlink, "a.lock", -ENOENT)), IsEmpty());
  EXPECT_THAT(effects(call(kUnlink, "/etc/passwd")), IsEmpty());
  EXPECT_THAT(effects(call(kWrite, "pipe:[3]", 1)), IsEmpty());
}

TEST(Effects, OfKernelLocksAreTakenAndFreed) {
  EXPECT_THAT(effects(flock_exclusive(3, "a")),
              ElementsAre(Effect{.kind = Kind::locked, .name = "a", .text = "exclusive", .inode = 7}));
  Operation unlocked = flock_exclusive(3, "a");
  unlocked.flags = 8;  // LOCK_UN
  EXPECT_THAT(effects(unlocked), ElementsAre(Effect{.kind = Kind::freed, .inode = 7}));
  Operation closed = call(kClose, "/");
  closed.accesses = {{{Object::Kind::flock, 7, 0}, true}};
  EXPECT_THAT(effects(closed), ElementsAre(Effect{.kind = Kind::freed, .inode = 7}));
  Operation looked = call(kClose, "/");
  looked.accesses = {{{Object::Kind::flock, 7, 0}, false}};
  EXPECT_THAT(effects(looked), IsEmpty()) << "who only looks frees nothing";
}

TEST(Effects, OfRecordLocksAreInTheirType) {
  Operation record = call(kFcntl, "a");
  record.accesses = {{{Object::Kind::record_lock, 9, 0}, true}};
  record.data = "F_RDLCK, 0, 0";
  EXPECT_THAT(effects(record), ElementsAre(Effect{.kind = Kind::locked, .name = "a", .text = "shared", .inode = 9}));
  record.data = "F_UNLCK, 0, 0";
  EXPECT_THAT(effects(record), ElementsAre(Effect{.kind = Kind::freed, .inode = 9}));
}

TEST(Effects, OfATryThatWouldSleepAreNone) {
  SampleTrace sample;
  sample.actor("1", 7).blocked(0, flock_exclusive(3, "a"));
  EXPECT_THAT(effects_of(sample.trace, 1), IsEmpty());
}

TEST(Effects, OfMarksAreCriticalSections) {
  SampleTrace sample;
  sample.actor("1", 7).event(0, Event::Kind::mark, "enter build").event(0, Event::Kind::mark, "leave build");
  EXPECT_THAT(effects_of(sample.trace, 1), ElementsAre(Effect{.kind = Kind::entered, .name = "build"}));
  EXPECT_THAT(effects_of(sample.trace, 2), ElementsAre(Effect{.kind = Kind::left, .name = "build"}));
}

}  // namespace
}  // namespace lockproof::reports
