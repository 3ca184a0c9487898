#include "scenarios/installation.h"

#include <gtest/gtest.h>
#include <stdlib.h>

namespace lockproof::scenarios {
namespace {

namespace fs = std::filesystem;

class InstallationTest : public ::testing::Test {
 protected:
  InstallationTest() {
    std::string name = (fs::temp_directory_path() / "installation_test.XXXXXX").string();
    world_ = mkdtemp(name.data());
  }
  ~InstallationTest() override { fs::remove_all(world_); }

  void make() {
    Installation(world_).make([] {});
  }
  void publish() { Installation(world_).publish(); }

  // A worker that comes later.
  bool done() const { return Installation(world_).done(); }
  bool complete() const { return Installation(world_).complete(); }

  fs::path world_;
};

TEST_F(InstallationTest, IsDoneAndCompleteWhenItIsMadeAndPublished) {
  Installation::prepare(world_);
  EXPECT_FALSE(done());
  make();
  EXPECT_FALSE(done());
  publish();
  EXPECT_TRUE(done());
  EXPECT_TRUE(complete());
}

TEST_F(InstallationTest, HalfAnInstallationIsNotDone) {
  Installation::prepare_half(world_);
  EXPECT_FALSE(done());
  EXPECT_FALSE(complete());
}

TEST_F(InstallationTest, SentinelWithoutPackageIsNotDone) {
  Installation::prepare(world_);
  publish();
  EXPECT_FALSE(done());
}

TEST_F(InstallationTest, PublishedHalfIsDoneButNotComplete) {
  Installation::prepare_half(world_);
  publish();
  EXPECT_TRUE(done());
  EXPECT_FALSE(complete());
}

TEST_F(InstallationTest, HalfAnInstallationIsMadeWhole) {
  Installation::prepare_half(world_);
  make();
  publish();
  EXPECT_TRUE(complete());
}

TEST_F(InstallationTest, FailsOnceWhereTheRegistryIsBroken) {
  Installation::prepare(world_);
  Installation::break_registry(world_);
  EXPECT_THROW(make(), InstallFailed);
  EXPECT_FALSE(complete());
  make();
  publish();
  EXPECT_TRUE(complete());
}

}  // namespace
}  // namespace lockproof::scenarios
