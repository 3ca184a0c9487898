// Shards on the engines that people have, each as the README shows it: the merge is what one run finds. An engine that
// is not installed is skipped.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"
#include "e2e/results_text.h"

namespace lockproof::e2e {
namespace {

// A lock that passes and one that fails, late in one of the scenarios.
constexpr const char* kPlay =
    "run --lock flock,pid_reuse --scenario pid_reuse,build_once --executions 100 --strategy random";
constexpr int kNotHere = 77;
constexpr std::size_t kRecordBytes = 56;  // of a journal

// The second task is killed once its journal has kept some executions, and then asks for its own requeue.
constexpr const char* kRequeuedJob = R"sh(#!/bin/sh
i=$SLURM_ARRAY_TASK_ID
./lockproof $PLAY --journal "$i.journal" --json "shard-$i.json" &
if [ "$i" = 2 ] && [ -z "${SLURM_RESTART_COUNT:-}" ]; then
  until [ "$(stat -c %s "$i.journal" 2>/dev/null || echo 0)" -gt 1000 ]; do sleep 0.01; done
  kill -KILL $!
  wait
  cp "$i.journal" killed.journal
  scontrol requeue "$SLURM_JOB_ID"
  sleep 600
fi
wait
)sh";

class Cluster : public testing::Test {
 protected:
  Cluster() { std::filesystem::create_symlink(LOCKPROOF_PROGRAM, folder_.path() / "lockproof"); }

  bool has(const std::string& program) const { return shell("command -v " + program).status == 0; }

  Finished shell(const std::string& script) const {
    return run({"sh", "-c", script}, {.folder = folder_.path(), .variables = {"PLAY=" + std::string(kPlay)}});
  }

  void expect_merge_of_four_is_the_whole() const {
    static const std::string whole = [&] {
      const Finished finished = shell("./lockproof $PLAY --shard none --json whole.json");
      EXPECT_EQ(finished.status, 1) << finished;
      return comparable_results(folder_.path() / "whole.json");
    }();
    const Finished merged = shell("./lockproof merge shard-*.json --json merged.json");
    EXPECT_EQ(merged.status, 1) << merged;
    EXPECT_EQ(comparable_results(folder_.path() / "merged.json"), whole);
    EXPECT_THAT(file_text(folder_.path() / "merged.json"), testing::HasSubstr("\"shards\": 4"));
  }

  FreshFolder folder_;
};

TEST_F(Cluster, OfGnuParallel) {
  if (!has("parallel")) GTEST_SKIP() << "there is no parallel: on Debian, install parallel";
  const Finished finished = shell("parallel './lockproof $PLAY --shard {}/4 --json shard-{}.json' ::: 1 2 3 4");
  EXPECT_GT(finished.status, 0) << "the number of shards with a violation" << finished;
  expect_merge_of_four_is_the_whole();
}

TEST_F(Cluster, OfOpenMpi) {
  if (!has("mpirun")) GTEST_SKIP() << "there is no mpirun: on Debian, install openmpi-bin";
  const Finished finished = shell(
      "export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1\n"
      "mpirun -np 4 --oversubscribe sh -c "
      "'./lockproof $PLAY --json shard-$OMPI_COMM_WORLD_RANK.json || true'");
  EXPECT_EQ(finished.status, 0) << finished;
  EXPECT_THAT(finished.err, testing::HasSubstr("OMPI_COMM_WORLD_RANK"));
  expect_merge_of_four_is_the_whole();
}

// One task is killed in the middle, its job requeued: it goes on where its journal ends.
TEST_F(Cluster, OfSlurmArrays) {
  std::ofstream(folder_.path() / "job.sh") << kRequeuedJob;
  const std::string script = std::string(LOCKPROOF_SOURCE_DIR) + "/framework/e2e/with_slurm.sh";
  const Finished finished =
      shell("sh '" + script + "' \"$PWD/slurm\" sbatch --wait --requeue --array=1-4 --output=%a.out job.sh");
  if (finished.status == kNotHere) GTEST_SKIP() << finished.err;
  EXPECT_EQ(finished.status, 0) << finished;
  const std::string killed = file_text(folder_.path() / "killed.journal");
  const std::string resumed = file_text(folder_.path() / "2.journal");
  const std::size_t whole = killed.size() / kRecordBytes * kRecordBytes;  // the last one may be torn
  EXPECT_TRUE(resumed.starts_with(killed.substr(0, whole)) && resumed.size() > killed.size());
  EXPECT_THAT(file_text(folder_.path() / "3.out"),
              testing::HasSubstr("shard 3/4, as the variables SLURM_ARRAY_TASK_*"));
  expect_merge_of_four_is_the_whole();
}

}  // namespace
}  // namespace lockproof::e2e
