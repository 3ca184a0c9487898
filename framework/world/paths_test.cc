// How the paths of operations are shown.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

TEST(Paths, LeadFromTheWorldToWhatTheyMean) {
  const model::Trace trace = rehearse([](int) {
    mkdir("d", 0777);
    for (const char* path : {".", "d", "/tmp/world/d/../d", "/tmp/world", "/tmp"}) open(path, O_RDONLY | O_DIRECTORY);
    return 0;
  });
  std::vector<std::string> paths;
  for (const model::Event& event : trace.events)
    if (model::call_name(event.operation.number) == "openat") paths.push_back(event.operation.path);
  EXPECT_THAT(paths, testing::ElementsAre(".", "d", "d", ".", "/tmp"));
}

}  // namespace
}  // namespace lockproof::world
