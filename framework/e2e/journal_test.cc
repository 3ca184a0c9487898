// SIGKILL at any moment of a campaign with a journal loses nothing: whoever goes on comes to the undisturbed result.
// LOCKPROOF_CAMPAIGN_KILLS=50 build/journal_test kills one campaign more often.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <thread>

#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"
#include "e2e/results_text.h"

namespace lockproof::e2e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::uintmax_t kRecord = 56;  // bytes

// Of one campaign.
int kills() {
  const char* asked = std::getenv("LOCKPROOF_CAMPAIGN_KILLS");
  return asked == nullptr ? 10 : std::atoi(asked);
}

class Journal : public testing::Test {
 protected:
  // Executions that the journal has kept.
  std::uintmax_t kept() const {
    std::error_code missing;
    const std::uintmax_t size = fs::file_size(journal_, missing);
    return missing || size < kRecord ? 0 : size / kRecord - 1;
  }

  // Whether it has the end of a part of a search, which has no number among executions.
  bool has_ended_part() const {
    const std::string text = file_text(journal_);
    for (std::size_t record = kRecord; record + kRecord <= text.size(); record += kRecord)
      if (text.compare(record + sizeof(std::uint64_t), 4, "\xff\xff\xff\xff") == 0) return true;
    return false;
  }

  Words with_journal(Words words) const {
    words.insert(words.end(), {"--journal", journal_});
    return words;
  }

  Words into(Words words, const std::string& name) const {
    words.insert(words.end(), {"--json", folder_.path() / name});
    return words;
  }

  // Kills the program once its journal has kept that many executions. False if it came to its end before.
  bool kill_at(const Words& words, std::uintmax_t executions) const {
    Words all = words;
    all.insert(all.begin(), LOCKPROOF_PROGRAM);
    ProgramRun program(all);
    // Also before the first one: the journal is not even there.
    while (kept() < executions &&
           waitid(P_PID, static_cast<id_t>(program.pid()), &ended_, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           ended_.si_pid == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    kill(program.pid(), SIGKILL);
    return program.wait().status == 128 + SIGKILL;
  }

  FreshFolder folder_;
  fs::path journal_ = folder_.path() / "journal";
  mutable siginfo_t ended_{};
};

TEST_F(Journal, OfAKilledCampaignGoesOnToTheUndisturbedResult) {
  // Two locks that pass, and one that fails late enough to be interrupted before.
  constexpr std::uintmax_t executions = 200;
  const Words words = {
      "run", "--lock",       "flock,pid_reuse,o_excl",  "--scenario", "pid_reuse", "--strategy", "random", "--jobs",
      "2",   "--executions", std::to_string(executions)};
  const Finished whole = lockproof(into(words, "whole.json"));

  std::mt19937 random(20261127);
  const int asked = kills();
  int killed = 0;
  std::uintmax_t before = 0;
  for (int i = 0; i < asked; ++i) {
    const std::uintmax_t moment = i == 0 ? 0 : before + 1 + random() % (2 * 2 * executions / asked);
    killed += kill_at(with_journal(words), moment) ? 1 : 0;
    EXPECT_GE(kept(), before) << "nothing is lost";
    before = kept();
  }
  fmt::print("{} of {} kills struck before the end, the last one after {} executions\n", killed, asked, before);
  EXPECT_GT(killed, asked / 2);
  const Finished resumed = lockproof(into(with_journal(words), "resumed.json"));
  EXPECT_EQ(resumed.status, whole.status) << resumed;
  EXPECT_EQ(comparable_results(folder_.path() / "resumed.json"), comparable_results(folder_.path() / "whole.json"));
  EXPECT_LE(kept(), 3 * executions + asked) << "nothing is done twice, but what a torn record was of";

  // And again: everything is known.
  const std::string text = file_text(journal_);
  EXPECT_EQ(lockproof(into(with_journal(words), "again.json")).status, whole.status);
  EXPECT_EQ(comparable_results(folder_.path() / "again.json"), comparable_results(folder_.path() / "whole.json"));
  EXPECT_EQ(file_text(journal_), text);
}

TEST_F(Journal, OfAKilledSearchGoesOnToTheUndisturbedProof) {
  const Words words = {"run",       "--strategy", "exhaustive", "--lock", "flock", "--scenario",
                       "cache_hit", "--workers",  "2",          "--jobs", "2"};
  const Finished whole = lockproof(into(words, "whole.json"));
  std::mt19937 random(20261128);
  int killed = 0;
  // On a busy machine nothing may be finished by then.
  for (int i = 0; i < 4 || !has_ended_part(); ++i) {
    const std::uintmax_t before = kept();
    killed += kill_at(with_journal(words), i == 0 ? 0 : before + 100 * std::max(i - 2, 1) + random() % 100) ? 1 : 0;
    EXPECT_GE(kept(), before) << "nothing is lost";
  }
  EXPECT_GT(killed, 2);
  const std::uintmax_t before = kept();
  const Finished resumed = lockproof(into(with_journal(words), "resumed.json"));
  EXPECT_EQ(resumed.status, whole.status) << resumed;
  EXPECT_EQ(comparable_results(folder_.path() / "resumed.json"), comparable_results(folder_.path() / "whole.json"));

  // The beginning is made again every time, and is not kept.
  const auto results = nlohmann::json::parse(file_text(folder_.path() / "whole.json")).at("results");
  std::uintmax_t records = 0;
  for (const auto& part : results.at(0).at("search").at("made"))
    records += part.at("part") == 0 ? 0 : part.at("executions").get<std::uintmax_t>() + 1;
  EXPECT_LT(kept() - before, records) << "what was finished is not made again";
}

TEST_F(Journal, OfSomethingElseIsRefused) {
  const Words words = {"run", "--lock", "flock", "--scenario", "build_once", "--executions", "4"};
  EXPECT_EQ(lockproof(with_journal(words)).status, 0);
  Words other = with_journal(words);
  other.insert(other.end(), {"--fault", "kill"});
  const Finished finished = lockproof(other);
  EXPECT_EQ(finished.status, 2) << finished;
  EXPECT_THAT(finished.err, HasSubstr("is the journal of another campaign"));
  std::ofstream(journal_) << "a diary";
  EXPECT_EQ(lockproof(with_journal(words)).status, 2);
  EXPECT_EQ(file_text(journal_), "a diary");
}

}  // namespace
}  // namespace lockproof::e2e
