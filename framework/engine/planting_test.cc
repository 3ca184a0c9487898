#include "engine/planting.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <string>

namespace lockproof::engine {
namespace {

namespace fs = std::filesystem;
using Kind = PlantedPath::Kind;

class PlantingTest : public testing::Test {
 protected:
  PlantingTest() {
    std::string pattern = (fs::temp_directory_path() / "planting.XXXXXX").string();
    world_ = mkdtemp(pattern.data());
  }
  ~PlantingTest() override { fs::remove_all(world_); }

  std::string text_of(const char* path) const {
    std::ifstream file(world_ / path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path world_;
};

TEST_F(PlantingTest, ReplacesWhatWasThere) {
  fs::create_directories(world_ / "locks/build.lock/deep");
  plant({{"locks/build.lock", Kind::file, "4711 host\n", {}}}, world_);
  EXPECT_EQ(text_of("locks/build.lock"), "4711 host\n");
}

TEST_F(PlantingTest, MakesEveryKind) {
  fs::create_directory(world_ / "locks");
  plant({{"a/b/empty", Kind::file, "", {}},
         {"a/d", Kind::directory, "", {}},
         {"a/d/in it", Kind::file, "x", {}},
         {"link", Kind::symlink, "nowhere", {}},
         {"locks", Kind::missing, "", {}},
         {"a", Kind::read_only, "", {}}},
        world_);
  EXPECT_TRUE(fs::is_empty(world_ / "a/b/empty"));
  EXPECT_EQ(text_of("a/d/in it"), "x");
  EXPECT_EQ(fs::read_symlink(world_ / "link"), "nowhere");
  EXPECT_FALSE(fs::exists(world_ / "locks"));
}

}  // namespace
}  // namespace lockproof::engine
