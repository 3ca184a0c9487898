#include "reports/fingerprint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "reports/sample_trace.h"

namespace lockproof::reports {
namespace {

using model::Access;
using model::Event;
using model::Object;
using testing::ElementsAre;

// Actors of whom one opens what the other one has made.
class Race {
 public:
  Race() { sample_.actor("1", 7).actor("2", 8); }

  Race& opens(int actor, const std::string& path, bool creates) {
    model::Operation open = open_lock(path, 3);
    open.accesses = {Access{{Object::Kind::dentry, 1, std::hash<std::string>()(path)}, creates}};
    sample_.operation(actor, open);
    return *this;
  }
  Race& event(int actor, Event::Kind kind, const std::string& text) {
    sample_.event(actor, kind, text);
    return *this;
  }
  std::vector<std::string> steps() const { return essential_steps(sample_.trace, violation("mutual_exclusion")); }
  std::string print(const std::string& oracle = "mutual_exclusion") const {
    return fingerprint(sample_.trace, violation(oracle));
  }

 private:
  model::Violation violation(const std::string& oracle) const {
    return {oracle, "what broke", static_cast<std::uint32_t>(sample_.trace.events.size() - 1)};
  }
  SampleTrace sample_;
};

constexpr const char* kOpened = "openat(\"locks/*.lock\", O_RDWR|O_CREAT) = #";

TEST(Fingerprint, IsOfWhatIsDoneAtTheLock) {
  const Race race = Race()
                        .opens(0, "locks/build.lock", true)
                        .opens(0, "first/MANIFEST", true)
                        .event(0, Event::Kind::mark, "enter build")
                        .opens(1, "locks/build.lock", false)
                        .opens(1, "first/MANIFEST", false);
  EXPECT_THAT(race.steps(), ElementsAre(kOpened));
}

TEST(Fingerprint, IsOfAllThatMattersWhereThereIsNoLock) {
  const Race race = Race().opens(0, "first/2", true).opens(1, "first/2", false);
  EXPECT_THAT(race.steps(), ElementsAre("openat(\"first/#\", O_RDWR|O_CREAT) = #"));
}

TEST(Fingerprint, CountsLooksAtProcessesAndFaults) {
  const Race race = Race()
                        .opens(0, "locks/build.lock.7", true)
                        .opens(0, "/proc/7/stat", true)
                        .event(0, Event::Kind::fault, "EIO is injected")
                        .opens(1, "/proc/7/stat", false)
                        .opens(1, "locks/build.lock.7", false)
                        .event(1, Event::Kind::exit, "exit 1");
  EXPECT_THAT(race.steps(),
              ElementsAre("exit # ", "fault: EIO is injected ", "openat(\"/proc/#/stat\", O_RDWR|O_CREAT) = #",
                          "openat(\"locks/*.lock.#\", O_RDWR|O_CREAT) = #"));
}

TEST(Fingerprint, IsTheSameWhoeverDoesItAtWhichKey) {
  const Race one = Race().opens(0, "locks/build.lock", true).opens(1, "locks/build.lock", false);
  const Race other = Race().opens(1, "locks/env-2.lock", true).opens(0, "locks/env-2.lock", false);
  EXPECT_EQ(one.print(), other.print());
  EXPECT_EQ(one.print().size(), 16U);
}

TEST(Fingerprint, DiffersByOracleAndByFault) {
  const Race race = Race().opens(0, "locks/build.lock", true).opens(1, "locks/build.lock", false);
  EXPECT_NE(race.print("mutual_exclusion"), race.print("single_build"));
  EXPECT_NE(race.print(), Race(race).event(1, Event::Kind::fault, "EIO is injected").print());
}

}  // namespace
}  // namespace lockproof::reports
