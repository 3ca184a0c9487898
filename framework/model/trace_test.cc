#include "model/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace lockproof::model {
namespace {

using testing::StartsWith;

Trace sample_trace() {
  Trace trace;
  trace.actors = {{"1", -1, 1001}, {"2", -1, 1002}, {"2.1", 1, 1003}};
  trace.schedule = {{Choice::Kind::run, 0}, {Choice::Kind::kill, 1}};
  trace.events.resize(3);
  trace.events[0].kind = Event::Kind::spawn;
  trace.events[1] = {
      .actor = 1,
      .step = 1,
      .time_ns = 5,
      .operation = {.number = 257,
                    .fd = -100,
                    .result = 3,
                    .flags = 0302,
                    .value = 0,
                    .path = "a.lock",
                    .path2 = "",
                    .data = "",
                    .data_hash = 0,
                    .accesses = {{{Object::Kind::dentry, 2, 9}, true}, {{Object::Kind::data, 3}, false}}},
      .text = ""};
  trace.events[2] = {
      .kind = Event::Kind::exit, .actor = 1, .step = 1, .time_ns = 5, .operation = {}, .text = "SIGKILL"};
  trace.residue = {{Residue::Kind::file, -1, "a.lock"}};
  trace.unmodelled = {"mmap"};
  trace.end = End::deadlock;
  trace.time_ns = 9;
  return trace;
}

Operation& operation_of(Trace& trace) {
  return trace.events[1].operation;
}

// One change for each field of a trace, and some that move the border between neighbours.
const std::function<void(Trace&)> kChanges[] = {
    [](Trace& t) { t.actors[0].name = "3"; },
    [](Trace& t) { t.actors[2].parent = 0; },
    [](Trace& t) { t.actors[0].pid = 7; },
    [](Trace& t) { t.actors.pop_back(); },
    [](Trace& t) { t.schedule[0].kind = Choice::Kind::clock; },
    [](Trace& t) { t.schedule[1].actor = 0; },
    [](Trace& t) { t.schedule.emplace_back(); },
    [](Trace& t) { t.events[0].kind = Event::Kind::exec; },
    [](Trace& t) { t.events[1].actor = 0; },
    [](Trace& t) { t.events[1].step = 0; },
    [](Trace& t) { t.events[1].time_ns = 4; },
    [](Trace& t) { t.events[2].text = "exit 0"; },
    [](Trace& t) { t.events.pop_back(); },
    [](Trace& t) { std::swap(t.events[1], t.events[2]); },
    [](Trace& t) { operation_of(t).number = 2; },
    [](Trace& t) { operation_of(t).fd = 4; },
    [](Trace& t) { operation_of(t).result = -17; },
    [](Trace& t) { operation_of(t).flags = 0; },
    [](Trace& t) { operation_of(t).value = 1; },
    [](Trace& t) { operation_of(t).path = "b.lock"; },
    [](Trace& t) { operation_of(t).path2 = "b.lock"; },
    [](Trace& t) { operation_of(t).data = "1"; },
    [](Trace& t) { operation_of(t).data_hash = 1; },
    [](Trace& t) { operation_of(t).accesses[0].object.kind = Object::Kind::pipe; },
    [](Trace& t) { operation_of(t).accesses[0].object.a = 1; },
    [](Trace& t) { operation_of(t).accesses[0].object.b = 1; },
    [](Trace& t) { operation_of(t).accesses[0].write = false; },
    [](Trace& t) { operation_of(t).accesses.pop_back(); },
    [](Trace& t) { operation_of(t).path = "a.loc", operation_of(t).path2 = "k"; },
    [](Trace& t) { operation_of(t).path = "", operation_of(t).data = "a.lock"; },
    [](Trace& t) { t.residue[0].kind = Residue::Kind::process; },
    [](Trace& t) { t.residue[0].actor = 1; },
    [](Trace& t) { t.residue[0].name = ""; },
    [](Trace& t) { t.residue.clear(); },
    [](Trace& t) { t.unmodelled[0] = "shm"; },
    [](Trace& t) { t.unmodelled.emplace_back("shm"); },
    [](Trace& t) { t.end = End::completed; },
    [](Trace& t) { t.time_ns = 8; },
};

TEST(TraceDigestTest, EveryFieldCounts) {
  std::set<std::uint64_t> digests = {digest(sample_trace())};
  for (const auto& change : kChanges) {
    Trace trace = sample_trace();
    change(trace);
    digests.insert(digest(trace));
  }
  EXPECT_EQ(digests.size(), std::size(kChanges) + 1);
}

// Digests stand in saved reports. A change here means that results of earlier versions cannot be compared.
TEST(TraceDigestTest, IsFixed) {
  EXPECT_EQ(digest(Trace{}), 11574198393239820326U);
  EXPECT_EQ(digest(sample_trace()), 3410533381285409068U);
}

TEST(TraceDigestTest, CoversTextsLargerThanItsBuffer) {
  Trace trace = sample_trace();
  operation_of(trace).data = std::string(100'000, 'x');
  const std::uint64_t before = digest(trace);
  EXPECT_EQ(digest(trace), before);
  operation_of(trace).data.back() = 'y';
  EXPECT_NE(digest(trace), before);
}

TEST(TraceDigestTest, CombineDependsOnOrder) {
  EXPECT_NE(combine(combine(0, 1), 2), combine(combine(0, 2), 1));
  EXPECT_NE(combine(1, 2), combine(2, 1));
  EXPECT_EQ(combine(1, 2), combine(1, 2));
}

TEST(TraceTest, ClearMakesItNewAndKeepsMemory) {
  Trace trace = sample_trace();
  const std::size_t capacity = trace.events.capacity();
  trace.clear();
  EXPECT_EQ(trace, Trace{});
  EXPECT_EQ(trace.events.capacity(), capacity);
}

TEST(TraceTest, WritesEventsInWords) {
  const Trace trace = sample_trace();
  EXPECT_EQ(to_string(trace, trace.events[0]), "actor 1 spawn");
  EXPECT_EQ(to_string(trace, trace.events[1]), R"(actor 2 openat("a.lock", O_RDWR|O_CREAT|O_EXCL) = 3)");
  EXPECT_EQ(to_string(trace, trace.events[2]), "actor 2 exit: SIGKILL");
  EXPECT_EQ(
      to_string(trace, {.kind = Event::Kind::blocked, .actor = 2, .operation = {.number = 73, .fd = 3, .flags = 2}}),
      "actor 2.1 flock(3, LOCK_EX) would wait");
  EXPECT_EQ(to_string(trace, {.kind = Event::Kind::clock, .actor = -1, .time_ns = 70}), "clock 70 ns");
  EXPECT_EQ(to_string(trace, {.kind = Event::Kind::mark, .actor = 9, .text = "enter b"}), "actor #9 mark: enter b");
}

TEST(FirstDifferenceTest, IsEmptyForEqualTraces) {
  EXPECT_EQ(first_difference(sample_trace(), sample_trace()), "");
}

TEST(FirstDifferenceTest, FindsEveryChangeAndShowsTwoDifferentSides) {
  for (std::size_t i = 0; i < std::size(kChanges); ++i) {
    Trace trace = sample_trace();
    kChanges[i](trace);
    const std::string text = first_difference(sample_trace(), trace);
    const std::size_t then = text.find(", then ");
    ASSERT_NE(then, std::string::npos) << i << " " << text;
    EXPECT_FALSE(text.substr(0, then).ends_with(text.substr(then + 7))) << i << " " << text;
  }
}

TEST(FirstDifferenceTest, ShowsOnlyTheResultWhereTheCallsAreEqual) {
  Trace trace = sample_trace();
  operation_of(trace).result = -17;
  EXPECT_EQ(first_difference(sample_trace(), trace),
            R"(event 1: actor 2 openat("a.lock", O_RDWR|O_CREAT|O_EXCL) = 3, then = -1 EEXIST (File exists))");
}

TEST(FirstDifferenceTest, NamesTheFirstOfSeveral) {
  Trace trace = sample_trace();
  trace.end = End::completed;
  trace.schedule.pop_back();
  EXPECT_EQ(first_difference(sample_trace(), trace), "choice 1: kill 1, then none");
  trace.events.pop_back();
  EXPECT_EQ(first_difference(sample_trace(), trace), "event 2: actor 2 exit: SIGKILL, then none");
  trace.events[1].time_ns = 6;
  EXPECT_THAT(first_difference(sample_trace(), trace), StartsWith("event 1: actor 2 openat("));
}

TEST(TraceTest, NamesOfKindsAreTheirIdentifiers) {
  EXPECT_EQ(to_string(Event::Kind::blocked), "blocked");
  EXPECT_EQ(to_string(Event::Kind::clock), "clock");
  EXPECT_EQ(to_string(End::step_limit), "step_limit");
  EXPECT_EQ(to_string(End::overgrown), "overgrown");
  EXPECT_EQ(to_string(End::vanished), "vanished");
  EXPECT_EQ(to_string(Residue::Kind::kernel_lock), "kernel_lock");
}

}  // namespace
}  // namespace lockproof::model
