#include "model/dependence.h"

#include <gtest/gtest.h>

#include <vector>

namespace lockproof::model {
namespace {

using Kind = Object::Kind;

constexpr std::uint16_t kReadCall = 0;
constexpr std::uint16_t kKillCall = 62;
constexpr std::uint16_t kGetdents64 = 217;

Access reads(Kind kind, std::uint64_t a, std::uint64_t b = 0) {
  return {{kind, a, b}, false};
}
Access writes(Kind kind, std::uint64_t a, std::uint64_t b = 0) {
  return {{kind, a, b}, true};
}

// Two actors with a child each, and the events of one step after the other.
class Execution {
 public:
  explicit Execution(Watched watched = Watched::marks, bool several_faults = false)
      : footprints_(watched, several_faults) {
    trace_.actors = {{.name = "1", .pid = 2},
                     {.name = "2", .pid = 3},
                     {.name = "1.1", .parent = 0, .pid = 4},
                     {.name = "2.1", .parent = 1, .pid = 5}};
    footprints_.begin({});
  }

  Footprint step(const Choice& choice, std::vector<Event> events) {
    trace_.schedule.push_back(choice);
    for (Event& event : events) {
      event.step = static_cast<std::uint32_t>(trace_.schedule.size() - 1);
      trace_.events.push_back(std::move(event));
    }
    return footprints_.next(trace_);
  }
  Footprint run(std::uint16_t actor, std::vector<Access> accesses, std::uint16_t number = kReadCall,
                std::string path = "") {
    Event event = event_of(Event::Kind::operation, actor);
    event.operation.number = number;
    event.operation.path = std::move(path);
    event.operation.result = 1;
    event.operation.accesses = std::move(accesses);
    return step({Choice::Kind::run, actor}, {event});
  }
  Footprint mark(std::uint16_t actor, std::string text) {
    Event event = event_of(Event::Kind::mark, actor);
    event.text = std::move(text);
    return step({Choice::Kind::run, actor}, {event});
  }
  Footprint exit(std::uint16_t actor, std::vector<Access> accesses = {}, Choice::Kind by = Choice::Kind::run) {
    Event event = event_of(Event::Kind::exit, actor);
    event.operation.accesses = std::move(accesses);
    return step({by, actor}, {event});
  }
  static Event event_of(Event::Kind kind, std::uint16_t actor) {
    Event event;
    event.kind = kind;
    event.actor = static_cast<std::int16_t>(actor);
    return event;
  }
  // The last of the others ends, and the check begins.
  Footprint end_before_check(std::uint16_t actor) {
    trace_.actors.push_back({.name = std::string(kCheckName), .pid = 6});
    return step({Choice::Kind::run, actor}, {event_of(Event::Kind::exit, actor), event_of(Event::Kind::spawn, 4)});
  }
  const Footprints& footprints() const { return footprints_; }

 private:
  Trace trace_;
  Footprints footprints_;
};

bool meet(std::vector<Access> left, std::vector<Access> right) {
  Execution execution;
  return dependent(execution.run(0, std::move(left)), execution.run(1, std::move(right)));
}

TEST(DependenceTest, AnActorDoesOneThingAfterTheOther) {
  Execution execution;
  const Footprint first = execution.run(0, {});
  EXPECT_TRUE(dependent(first, execution.run(0, {})));
  EXPECT_FALSE(dependent(first, execution.run(1, {})));
}

TEST(DependenceTest, WhoWritesMeetsWhoReadsOrWrites) {
  for (const Kind kind : {Kind::dentry, Kind::data, Kind::flock, Kind::record_lock, Kind::description, Kind::pipe,
                          Kind::process, Kind::futex}) {
    EXPECT_FALSE(meet({reads(kind, 1)}, {reads(kind, 1)}));
    EXPECT_TRUE(meet({reads(kind, 1)}, {writes(kind, 1)}));
    EXPECT_TRUE(meet({writes(kind, 1)}, {writes(kind, 1)}));
    EXPECT_FALSE(meet({writes(kind, 1)}, {writes(kind, 2)}));
    EXPECT_FALSE(meet({writes(kind, 1, 1)}, {writes(kind, 1, 2)}));
  }
  EXPECT_FALSE(meet({writes(Kind::data, 1)}, {writes(Kind::flock, 1)}));
}

TEST(DependenceTest, NamesOfOneDirectoryComeAndGoInAnyOrder) {
  for (const Kind kind : {Kind::dirset, Kind::attributes}) {
    EXPECT_FALSE(meet({writes(kind, 1)}, {writes(kind, 1)}));
    EXPECT_TRUE(meet({writes(kind, 1)}, {reads(kind, 1)}));
    EXPECT_TRUE(meet({reads(kind, 1), writes(kind, 1)}, {writes(kind, 1)}));  // rmdir, chmod
  }
}

TEST(DependenceTest, WhatIsNotModelledMeetsAllThatIsWritten) {
  EXPECT_TRUE(meet({reads(Kind::outside, 0)}, {writes(Kind::data, 7)}));
  EXPECT_TRUE(meet({writes(Kind::outside, 0)}, {reads(Kind::data, 7)}));
  EXPECT_FALSE(meet({reads(Kind::outside, 0)}, {reads(Kind::data, 7)}));
}

TEST(DependenceTest, TheTableOfLocksIsAboutLocksOnly) {
  Execution execution;
  const Footprint look = execution.run(0, {reads(Kind::outside, 0)}, kReadCall, "/proc/locks");
  EXPECT_TRUE(dependent(look, execution.run(1, {writes(Kind::flock, 9)})));
  EXPECT_TRUE(dependent(look, execution.run(1, {writes(Kind::record_lock, 9)})));
  EXPECT_FALSE(dependent(look, execution.run(1, {writes(Kind::data, 9)})));
}

TEST(DependenceTest, FilesOfProcAboutOneselfAreOnesOwn) {
  Execution execution;
  const Footprint look = execution.run(0, {reads(Kind::outside, 0)}, kReadCall, "/proc/self/status");
  EXPECT_FALSE(dependent(look, execution.run(1, {writes(Kind::flock, 9)})));
}

TEST(DependenceTest, TheClockPassesNobody) {
  Execution execution;
  const Footprint clock = execution.step({Choice::Kind::clock, 0}, {});
  EXPECT_TRUE(dependent(clock, execution.run(1, {})));
  EXPECT_TRUE(dependent(execution.run(1, {}), clock));
}

TEST(DependenceTest, FaultsShareTheirBudget) {
  Execution execution;
  const Footprint kill = execution.exit(0, {}, Choice::Kind::kill);
  EXPECT_TRUE(dependent(kill, execution.step({Choice::Kind::pause, 1}, {})));
  EXPECT_FALSE(dependent(kill, execution.run(1, {})));
}

TEST(DependenceTest, WhoHasEndedIsStruckNoMore) {
  for (const bool several : {true, false}) {
    Execution execution(Watched::marks, several);
    const Footprint kill = execution.exit(0, {}, Choice::Kind::kill);
    EXPECT_EQ(dependent(kill, execution.exit(1)), several);
  }
}

TEST(DependenceTest, AKillReleasesWhatTheDeadHeld) {
  Execution execution;
  const Footprint kill = execution.exit(0, {writes(Kind::flock, 5)}, Choice::Kind::kill);
  EXPECT_TRUE(dependent(kill, execution.run(1, {reads(Kind::flock, 5)})));
  EXPECT_FALSE(dependent(kill, execution.run(1, {reads(Kind::flock, 6)})));
}

TEST(DependenceTest, AnEndIsNewsForTheParent) {
  Execution execution;
  const Footprint end = execution.exit(2);
  EXPECT_TRUE(dependent(end, execution.run(0, {})));
  EXPECT_FALSE(dependent(end, execution.run(1, {})));
}

TEST(DependenceTest, ASignalMeetsWhoeverGetsIt) {
  Execution execution;
  Event kill = Execution::event_of(Event::Kind::operation, 0);
  kill.operation.number = kKillCall;
  kill.operation.value = 3;
  kill.operation.accesses = {reads(Kind::process, 3)};
  EXPECT_FALSE(dependent(execution.step({Choice::Kind::run, 0}, {kill}), execution.run(1, {})));  // kill(pid, 0)
  kill.operation.flags = 15;
  EXPECT_TRUE(dependent(execution.step({Choice::Kind::run, 0}, {kill}), execution.run(1, {})));
}

TEST(DependenceTest, BirthsTakePidsInTurn) {
  Execution execution;
  const Footprint birth = execution.step({Choice::Kind::run, 0}, {Execution::event_of(Event::Kind::spawn, 2)});
  Event other = Execution::event_of(Event::Kind::spawn, 3);
  EXPECT_TRUE(dependent(birth, execution.step({Choice::Kind::run, 1}, {other})));
}

TEST(DependenceTest, MarksAboutOneThingMeet) {
  Execution execution;
  const Footprint enter = execution.mark(0, "enter build");
  EXPECT_TRUE(dependent(enter, execution.mark(1, "leave build")));
  EXPECT_FALSE(dependent(enter, execution.mark(1, "leave other")));
  EXPECT_FALSE(dependent(enter, execution.mark(1, "want build")));
}

TEST(DependenceTest, AnEndInTheMidstOfAThingIsAboutIt) {
  Execution execution;
  execution.mark(0, "enter build");
  execution.mark(2, "enter build");
  execution.mark(2, "leave build");
  const Footprint inside = execution.exit(0);
  const Footprint outside = execution.exit(2);
  EXPECT_TRUE(dependent(inside, execution.mark(1, "enter build")));
  EXPECT_FALSE(dependent(inside, execution.mark(1, "enter other")));
  EXPECT_FALSE(dependent(outside, execution.mark(1, "enter build")));
}

TEST(DependenceTest, WhereOraclesGoByEverythingAllThatIsNoticedMeets) {
  Execution execution(Watched::everything);
  const Footprint write = execution.run(0, {writes(Kind::data, 1)});
  EXPECT_TRUE(dependent(write, execution.run(1, {writes(Kind::data, 2)})));
  EXPECT_TRUE(dependent(write, execution.mark(1, "want build")));
  EXPECT_FALSE(dependent(execution.run(0, {reads(Kind::data, 1)}), execution.run(1, {reads(Kind::data, 1)})));
}

TEST(DependenceTest, TellsWhichDirectoriesWereListed) {
  Execution execution;
  execution.run(0, {reads(Kind::dirset, 8)}, kGetdents64);
  EXPECT_EQ(execution.footprints().newly_listed(), std::set<std::uint64_t>{8});
}

TEST(FootprintsTest, NamesOfAListedDirectoryComeInOrder) {
  Trace trace;
  trace.actors = {{.name = "1", .pid = 2}, {.name = "2", .pid = 3}};
  for (const std::uint16_t actor : {0, 1}) {
    trace.schedule.push_back({Choice::Kind::run, actor});
    Event event = Execution::event_of(Event::Kind::operation, actor);
    event.step = actor;
    event.operation.accesses = {writes(Kind::dirset, 8)};
    trace.events.push_back(event);
  }
  for (const bool is_listed : {true, false}) {
    Footprints footprints(Watched::marks, false);
    footprints.begin(is_listed ? std::set<std::uint64_t>{8} : std::set<std::uint64_t>{});
    const Footprint first = footprints.next(trace);
    EXPECT_EQ(dependent(first, footprints.next(trace)), is_listed);
  }
}

TEST(FootprintTest, OnlyLooksIfNothingButWhatTheActorHasForItselfChanges) {
  Execution execution;
  EXPECT_TRUE(only_looks(execution.run(0, {reads(Kind::dentry, 1), writes(Kind::description, 7)})));
  EXPECT_TRUE(only_looks(execution.mark(0, "want build")));
  EXPECT_FALSE(only_looks(execution.run(0, {writes(Kind::data, 1)})));
  EXPECT_FALSE(only_looks(execution.run(0, {writes(Kind::flock, 1)})));
  EXPECT_FALSE(only_looks(execution.run(0, {writes(Kind::pipe, 1)})));
  EXPECT_FALSE(only_looks(execution.mark(0, "begin first")));
  EXPECT_FALSE(only_looks(execution.exit(0)));
  EXPECT_FALSE(only_looks(execution.exit(1, {}, Choice::Kind::kill)));
}

TEST(DiesWithActor, WhatItHolds) {
  Execution execution;
  EXPECT_TRUE(dies_with_actor(execution.run(0, {reads(Kind::dentry, 1), writes(Kind::description, 7)})));
  EXPECT_TRUE(dies_with_actor(execution.run(0, {writes(Kind::flock, 1)})));
  EXPECT_TRUE(dies_with_actor(execution.run(0, {writes(Kind::record_lock, 1)})));
  EXPECT_TRUE(dies_with_actor(execution.run(0, {reads(Kind::watch, 1), writes(Kind::watch, 1)})));
  EXPECT_FALSE(dies_with_actor(execution.run(0, {writes(Kind::watch, 1)}))) << "another one has been told";
  EXPECT_FALSE(dies_with_actor(execution.run(0, {writes(Kind::data, 1)})));
  EXPECT_FALSE(dies_with_actor(execution.mark(0, "begin first")));
  EXPECT_FALSE(dies_with_actor(execution.exit(0)));
  EXPECT_FALSE(dies_with_actor(execution.exit(1, {}, Choice::Kind::kill)));
}

TEST(FootprintsTest, SeePipes) {
  Trace trace;
  trace.actors = {{.name = "1", .pid = 2}};
  trace.schedule = {{Choice::Kind::run, 0}};
  trace.events = {Execution::event_of(Event::Kind::operation, 0)};
  for (const Kind kind : {Kind::data, Kind::pipe}) {
    trace.events[0].operation.accesses = {writes(kind, 8)};
    Footprints footprints(Watched::marks, false);
    footprints.begin({});
    footprints.next(trace);
    EXPECT_EQ(footprints.saw_pipes(), kind == Kind::pipe);
  }
}

TEST(DependenceTest, ACheckBeginsAfterAllThatOthersDid) {
  Execution execution;
  const Footprint written = execution.run(0, {writes(Kind::data, 1)});
  const Footprint ended = execution.exit(0);
  EXPECT_FALSE(dependent(written, execution.run(1, {}))) << "another one's step";
  const Footprint birth = execution.end_before_check(1);
  EXPECT_TRUE(dependent(written, birth));
  EXPECT_TRUE(dependent(ended, birth));
  EXPECT_TRUE(dependent(birth, execution.run(4, {})));
}

// 0 writes x; 1 reads x, writes y; 0 reads y: the last two steps of 0 are ordered with all, and the first races with
// the second only.
TEST(HappensBeforeTest, IsTransitiveAndTellsImmediateRaces) {
  Execution execution;
  const std::vector<Footprint> steps = {
      execution.run(0, {writes(Kind::data, 1)}), execution.run(1, {reads(Kind::data, 1)}),
      execution.run(1, {writes(Kind::data, 2)}), execution.run(2, {reads(Kind::data, 2), reads(Kind::data, 1)}),
      execution.run(3, {})};
  HappensBefore order;
  std::vector<const Footprint*> earlier;
  std::vector<std::vector<std::size_t>> races;
  for (const Footprint& step : steps) {
    races.push_back(order.add(step, earlier));
    earlier.push_back(&step);
  }
  EXPECT_EQ(races, (std::vector<std::vector<std::size_t>>{{}, {0}, {1}, {2}, {}}));
  EXPECT_TRUE(order.before(0, 3));
  EXPECT_FALSE(order.before(0, 4));
  order.cut(2);
  EXPECT_EQ(order.size(), 2U);
}

}  // namespace
}  // namespace lockproof::model
