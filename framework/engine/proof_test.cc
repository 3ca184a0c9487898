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

TEST(ProofTest, SaysWhatWasProven) {
  Scenario scenario{};
  Play play = play_with(scenario);
  play.faults.kills = {{.count = 1}};
  play.faults.pauses = {{.duration = std::chrono::seconds(600), .count = 2}};
  model::Result result;
  result.executions = 12;
  conclude({.complete = true, .classes = 10, .given_up = 3}, play, result);
  EXPECT_TRUE(result.exhaustive);
  EXPECT_EQ(result.verdict, model::Verdict::pass);
  EXPECT_THAT(result.message, HasSubstr("all 10 classes"));
  EXPECT_THAT(
      result.message,
      HasSubstr(
          "2 actors and at most kill, pause=600s x2; 2 more were equivalent to one of these; 3 more were given up"));
}

TEST(ProofTest, IsNoneIfTheSearchWasCutShortOrInDoubt) {
  Scenario scenario{};
  model::Result result;
  conclude({.complete = false}, play_with(scenario), result);
  EXPECT_FALSE(result.exhaustive);
  EXPECT_EQ(result.verdict, model::Verdict::pass);
  EXPECT_THAT(result.message, HasSubstr("not a proof"));
  conclude({.complete = true, .doubt = "an actor flew away"}, play_with(scenario), result);
  EXPECT_FALSE(result.exhaustive);
  EXPECT_EQ(result.verdict, model::Verdict::inconclusive);
  EXPECT_THAT(result.message, HasSubstr("an actor flew away"));
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
