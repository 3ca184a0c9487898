#include "model/state_digest.h"

#include <gtest/gtest.h>
#include <sys/file.h>

namespace lockproof::model {
namespace {

using Kind = Object::Kind;

constexpr std::uint16_t kRead = 0, kWrite = 1, kOpen = 2, kFlock = 73, kUnlink = 87;
constexpr Object kName{Kind::dentry, 1, 7};
constexpr Object kOther{Kind::dentry, 1, 8};
constexpr Object kNames{Kind::dirset, 1, 0};
constexpr Object kData{Kind::data, 5, 0};
constexpr Object kLock{Kind::flock, 5, 0};
constexpr std::uint16_t kClose = 3, kWatch = 254;

// An execution of two actors, whose state is that of the digest.
class Execution {
 public:
  Execution() {
    trace_.actors = {{.name = "1", .pid = 1}, {.name = "2", .pid = 2}};
    digest_.begin();
  }

  Execution& step(int actor, std::uint16_t call, std::vector<Access> accesses, std::uint64_t flags = 0,
                  std::uint64_t created = 0) {
    Event& event = add(actor, Event::Kind::operation);
    event.operation.number = call;
    event.operation.flags = flags;
    event.operation.created = created;
    event.operation.accesses = std::move(accesses);
    digest_.add(trace_);
    return *this;
  }
  Execution& wait(int actor, std::vector<Access> accesses) {
    add(actor, Event::Kind::blocked).operation.accesses = std::move(accesses);
    digest_.add(trace_);
    return *this;
  }
  Execution& write(int actor, std::uint64_t bytes) {
    Event& event = add(actor, Event::Kind::operation);
    event.operation.number = kWrite;
    event.operation.position = 0;
    event.operation.data_hash = bytes;
    event.operation.accesses = {{kData, true}};
    digest_.add(trace_);
    return *this;
  }
  Execution& mark(int actor, const char* text) {
    add(actor, Event::Kind::mark).text = text;
    digest_.add(trace_);
    return *this;
  }
  Execution& exit(int actor, bool is_killed = false) {
    add(actor, Event::Kind::exit).text = is_killed ? "SIGKILL" : "exit 0";
    if (is_killed) trace_.schedule.back().kind = Choice::Kind::kill;
    digest_.add(trace_);
    return *this;
  }

  Execution& stand(int actor, std::uint64_t at) {
    trace_.actors[static_cast<std::size_t>(actor)].stands_at = at;
    return *this;
  }

  std::uint64_t value() const { return digest_.value({}); }
  StateDigest& digest() { return digest_; }

 private:
  Event& add(int actor, Event::Kind kind) {
    trace_.schedule.push_back({Choice::Kind::run, static_cast<std::uint16_t>(actor)});
    Event& event = trace_.events.emplace_back();
    event.kind = kind;
    event.actor = static_cast<std::int16_t>(actor);
    event.step = static_cast<std::uint32_t>(trace_.schedule.size() - 1);
    return event;
  }

  Trace trace_;
  StateDigest digest_;
};

Execution& create(Execution& execution, int actor, const Object& name, std::uint64_t inode) {
  return execution.step(actor, kOpen, {{name, true}, {kNames, true}}, 0, inode);
}

TEST(StateDigest, IsTheSameAfterStepsThatHaveNothingToDoWithOneAnother) {
  Execution one, other;
  create(one.mark(0, "want a"), 1, kName, 5);
  create(other, 1, kName, 5).mark(0, "want a");
  EXPECT_EQ(one.value(), other.value());
}

TEST(StateDigest, KnowsFilesByTheirNamesNotByTheirNumbers) {
  Execution one, other;
  create(create(one, 0, kName, 5), 1, kOther, 6);
  create(create(other, 1, kOther, 5), 0, kName, 6);
  EXPECT_EQ(one.digest().labelled({Kind::data, 5, 0}), other.digest().labelled({Kind::data, 6, 0}));
  EXPECT_NE(one.digest().labelled({Kind::data, 5, 0}), other.digest().labelled({Kind::data, 5, 0}));
}

TEST(StateDigest, TellsWhatWasSeen) {
  Execution before, after;
  before.step(0, kRead, {{kData, false}}).write(1, 99);
  after.write(1, 99).step(0, kRead, {{kData, false}});
  EXPECT_NE(before.value(), after.value());
}

TEST(StateDigest, ForgetsWhoWroteAndWhatTheDeadHaveSeen) {
  Execution one, other;
  one.write(0, 99).exit(0, true);
  other.step(0, kRead, {{kData, false}}).write(0, 99).exit(0, true);
  EXPECT_EQ(one.value(), other.value());
  EXPECT_NE(one.value(), Execution().write(0, 98).exit(0, true).value());
}

TEST(StateDigest, RemembersTheMarksThatOraclesRemember) {
  EXPECT_NE(Execution().mark(0, "end a").exit(0).value(), Execution().exit(0).value());
  EXPECT_EQ(Execution().mark(0, "want a").exit(0).value(), Execution().exit(0).value());
  EXPECT_NE(Execution().mark(0, "begin a").exit(0).value(), Execution().exit(0).value());
  EXPECT_EQ(Execution().mark(0, "begin a").exit(0, true).value(), Execution().exit(0, true).value());
}

TEST(StateDigest, TellsANameThatIsGoneFromOneThatNeverWas) {
  Execution gone;
  create(gone, 0, kName, 5).step(0, kUnlink, {{kName, true}, {kNames, true}});
  Execution never;
  never.step(0, kUnlink, {{kName, false}});
  EXPECT_NE(gone.value(), never.value());
}

TEST(StateDigest, KnowsWhoHoldsALockAlone) {
  const auto value_after = [](std::uint64_t flags) {
    Execution execution;
    execution.step(0, kFlock, {{kLock, true}}, flags);
    execution.digest().take_looks();
    execution.step(1, kFlock, {{kLock, false}}, LOCK_EX);
    const auto looks = execution.digest().take_looks();
    EXPECT_EQ(looks.size(), 1U);
    EXPECT_TRUE(looks.at(0).blocks);
    return looks.at(0).value;
  };
  EXPECT_NE(value_after(LOCK_EX), 0U);
  EXPECT_EQ(value_after(LOCK_SH), 0U);
  EXPECT_EQ(value_after(LOCK_UN), 0U);
}

Execution& watch(Execution& execution, int actor, std::uint64_t watcher) {
  return execution.step(actor, kWatch, {{{Kind::description, watcher, 0}, true}, {kData, false}});
}
std::vector<Access> read_of(std::uint64_t watcher) {
  return {{{Kind::watch, watcher, 0}, false}, {{Kind::watch, watcher, 0}, true}};
}
std::vector<Access> told(std::uint64_t watcher) {
  return {{kOther, true}, {{Kind::watch, watcher, 0}, true}};
}

TEST(StateDigest, TellsWhatWatchersHaveBeenTold) {
  Execution silent, told_before, told_after;
  watch(silent, 0, 20).step(1, kUnlink, {{kOther, true}}).step(0, kRead, read_of(20));
  watch(told_before, 0, 20).step(1, kUnlink, told(20)).step(0, kRead, read_of(20));
  watch(told_after, 0, 20).step(0, kRead, read_of(20)).step(1, kUnlink, told(20));
  EXPECT_NE(silent.value(), told_before.value());
  EXPECT_NE(told_before.value(), told_after.value());
  EXPECT_TRUE(told_after.digest().is_sure());
}

// Nor what else there is of watchers, or how they are numbered.
TEST(StateDigest, WhoTellsDoesNotKnowIt) {
  Execution one, other, unheard;
  watch(watch(one, 0, 20), 1, 21).step(1, kUnlink, told(20));
  watch(watch(other, 1, 20), 0, 21).step(1, kUnlink, told(21));
  unheard.step(1, kUnlink, {{kOther, true}});
  EXPECT_EQ(one.value(), other.value());
  EXPECT_EQ(one.digest().labelled({Kind::watch, 20, 0}), other.digest().labelled({Kind::watch, 21, 0}));
  Execution first;
  watch(first, 0, 20).step(1, kUnlink, told(20)).step(1, kRead, {{kOther, false}});
  unheard.step(1, kRead, {{kOther, false}});
  EXPECT_EQ(first.digest().seen_by(1), unheard.digest().seen_by(1));
}

TEST(StateDigest, ForgetsWhatAWatcherWasToldOnceItIsClosed) {
  const std::vector<Access> closing = {{{Kind::description, 20, 0}, true}};
  Execution told_of, untold;
  watch(told_of, 0, 20).step(1, kUnlink, told(20)).step(0, kClose, closing);
  watch(untold, 0, 20).step(0, kClose, closing).step(1, kUnlink, {{kOther, true}});
  EXPECT_EQ(told_of.value(), untold.value());
  Execution told_the_dead, told_nobody;
  watch(told_the_dead, 0, 20).step(1, kUnlink, told(20)).exit(0, true);
  watch(told_nobody, 0, 20).exit(0, true).step(1, kUnlink, {{kOther, true}});
  EXPECT_EQ(told_the_dead.value(), told_nobody.value());
}

TEST(StateDigest, KnowsAtWhichCallActorsStand) {
  EXPECT_NE(Execution().stand(0, 5).mark(1, "want a").value(), Execution().stand(0, 6).mark(1, "want a").value());
}

TEST(StateDigest, TellsWhatIsWaitedFor) {
  Execution execution;
  execution.step(0, kFlock, {{kLock, true}}, LOCK_EX);
  execution.digest().take_looks();
  execution.wait(1, {{kLock, false}});
  const auto looks = execution.digest().take_looks();
  ASSERT_EQ(looks.size(), 1U);
  EXPECT_NE(looks[0].value, 0U);
}

TEST(StateDigest, IsNotSureOfWhatItDoesNotKnow) {
  for (const Kind kind : {Kind::pipe, Kind::futex, Kind::outside, Kind::address}) {
    Execution execution;
    execution.step(0, kRead, {{{kind, 3, 0}, false}});
    EXPECT_FALSE(execution.digest().is_sure());
  }
  EXPECT_TRUE(Execution().write(0, 1).digest().is_sure());
  EXPECT_TRUE(Execution().wait(0, {{kLock, false}}).digest().is_sure());
  EXPECT_FALSE(Execution().wait(0, {{kLock, true}}).digest().is_sure());  // others can tell that it waits
}

}  // namespace
}  // namespace lockproof::model
