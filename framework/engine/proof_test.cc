#include "engine/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockproof::engine {
namespace {

using model::Object;
using testing::HasSubstr;

// One process that ends.
model::Trace ended() {
  model::Trace trace;
  trace.actors = {{.name = "1", .pid = 2}};
  model::Event exit;
  exit.kind = model::Event::Kind::exit;
  exit.operation.accesses = {{{Object::Kind::process, 2, 0}, true}};
  trace.events = {exit};
  return trace;
}

Play play_with(Scenario& scenario) {
  Play play;
  play.scenario = &scenario;
  play.workers = 2;
  return play;
}

TEST(ProofTest, DoubtsExecutionsThatWereCutShort) {
  EXPECT_EQ(reason_to_doubt(ended()), "");
  for (const model::End end : {model::End::step_limit, model::End::no_progress, model::End::spinning,
                               model::End::overgrown, model::End::vanished, model::End::deadlock}) {
    model::Trace trace = ended();
    trace.end = end;
    EXPECT_NE(reason_to_doubt(trace), "") << to_string(end);
  }
}

TEST(ProofTest, DoubtsThreads) {
  model::Trace trace = ended();
  trace.events.push_back(trace.events.front());
  trace.events.front().operation.accesses = {{{Object::Kind::futex, 4096, 0}, true}};
  EXPECT_THAT(reason_to_doubt(trace), HasSubstr("share memory"));
}

TEST(ProofTest, DoubtsWhoIsLeftBehind) {
  model::Trace trace = ended();
  trace.residue = {{model::Residue::Kind::file, -1, "a"}};
  EXPECT_EQ(reason_to_doubt(trace), "");
  trace.residue.push_back({model::Residue::Kind::process, 1, "1.1"});
  EXPECT_THAT(reason_to_doubt(trace), HasSubstr("waits for ever"));
}

// Of a search in `parts` parts.
model::Result searched(const Play& play, std::uint64_t parts, std::vector<model::SearchPart> made) {
  model::Result result;
  result.strategy = "exhaustive";
  result.search = search_of(play);
  result.search->parts = parts;
  result.search->made = std::move(made);
  conclude(result);
  return result;
}

TEST(ProofTest, SaysWhatWasProven) {
  Scenario scenario{};
  Play play = play_with(scenario);
  play.faults.kills = {{.count = 1}};
  play.faults.pauses = {{.duration = std::chrono::seconds(600), .count = 2}};
  const model::Result result =
      searched(play, 2,
               {{.number = 0, .finished = true, .executions = 9, .given_up = 1, .classes = 7, .trace_digest = 5},
                {.number = 1, .finished = true, .executions = 6, .given_up = 2, .classes = 3, .trace_digest = 6}});
  EXPECT_TRUE(result.exhaustive);
  EXPECT_EQ(result.verdict, model::Verdict::pass);
  EXPECT_EQ(result.executions, 12U);
  EXPECT_EQ(result.trace_digest, 11U);
  EXPECT_THAT(result.message, HasSubstr("all 10 classes"));
  EXPECT_THAT(
      result.message,
      HasSubstr(
          "2 actors and at most 1 kill, 2 pause=600s; 2 more were equivalent to one of these; 3 more were given up"));
}

TEST(ProofTest, IsNoneIfPartsAreMissingOrInDoubt) {
  Scenario scenario{};
  const Play play = play_with(scenario);
  for (const bool is_begun : {false, true}) {
    std::vector<model::SearchPart> made = {{.number = 0, .finished = true, .executions = 4}};
    if (is_begun) made.push_back({.number = 1, .finished = false, .executions = 3});
    const model::Result result = searched(play, 2, made);
    EXPECT_FALSE(result.exhaustive);
    EXPECT_EQ(result.verdict, model::Verdict::pass);
    EXPECT_THAT(result.message, HasSubstr("not a proof: 1 of 2 parts of the search are missing"));
  }
  EXPECT_THAT(searched(play, 0, {}).message, HasSubstr("not a proof: the search was not over"));
  const model::Result doubtful =
      searched(play, 1, {{.number = 0, .finished = true, .executions = 1, .doubt = "an actor flew away"}});
  EXPECT_FALSE(doubtful.exhaustive);
  EXPECT_EQ(doubtful.verdict, model::Verdict::inconclusive);
  EXPECT_THAT(doubtful.message, HasSubstr("an actor flew away"));
}

TEST(ProofTest, SaysHowFarASearchCameAndWhatItWouldBeWithoutReduction) {
  Scenario scenario{};
  const Play play = play_with(scenario);
  model::Result result = searched(play, 2, {{.number = 0, .finished = true, .executions = 400, .share = 0.125}});
  EXPECT_THAT(result.message, testing::EndsWith("; by estimate it was 12 % of 3200 executions"));
  result.search->made[0].states = 900;
  conclude(result);
  EXPECT_THAT(result.message, testing::Not(HasSubstr("by estimate"))) << "states that meet were not foreseen";
  result.search->made[0].states = 0;
  result.search->log10_schedules = 4.1;
  conclude(result);
  EXPECT_THAT(result.message, testing::EndsWith("; without reduction it would be about 13000 executions"));
  result.search->made.push_back({.number = 1, .finished = true, .executions = 9, .share = 0.875});
  result.search->log10_schedules = 11.7;
  conclude(result);
  EXPECT_TRUE(result.exhaustive);
  EXPECT_THAT(result.message, testing::EndsWith("; without reduction it would be about 10^12 executions"));
}

TEST(ProofTest, CountsNothingBehindAViolation) {
  Scenario scenario{};
  model::Result result;
  result.strategy = "exhaustive";
  result.search = search_of(play_with(scenario));
  result.search->parts = 3;
  result.search->made = {{.number = 0, .finished = true, .executions = 4},
                         {.number = 1, .violation = true, .executions = 2},
                         {.number = 2, .finished = true, .executions = 7}};
  result.verdict = model::Verdict::violation;
  result.message = "two were inside";
  conclude(result);
  EXPECT_FALSE(result.exhaustive);
  EXPECT_EQ(result.executions, 6U);
  EXPECT_EQ(result.message, "two were inside");
}

TEST(ProofTest, WatchesEverythingForOraclesThatGoByMoreThanMarks) {
  Scenario scenario{};
  scenario.oracles = {"mutual_exclusion", "deadlock"};
  EXPECT_EQ(discernment_of(play_with(scenario)).watched, model::Watched::marks);
  scenario.oracles.push_back("no_foreign_write");
  EXPECT_EQ(discernment_of(play_with(scenario)).watched, model::Watched::everything);
}

TEST(ProofTest, CountsTheFaultsThatMayStrike) {
  Scenario scenario{};
  Play play = play_with(scenario);
  play.faults.kills = {{.count = 1}};
  EXPECT_FALSE(discernment_of(play).several_faults);
  EXPECT_FALSE(discernment_of(play).signals);
  play.faults.signals = {{.number = 15, .count = 1}};
  EXPECT_TRUE(discernment_of(play).several_faults);
  EXPECT_TRUE(discernment_of(play).signals);
}

}  // namespace
}  // namespace lockproof::engine
