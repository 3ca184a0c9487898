#include "e2e/layering.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockproof::e2e {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The violations in a made-up tree that also has one header in each of a few rooms.
std::vector<std::string> violations_with(std::vector<SourceFile> files) {
  for (const char* path : {"framework/include/lockproof/lock.h", "framework/model/trace.h", "framework/oracle/oracle.h",
                           "framework/world/world.h", "lock-impls/flock.h"}) {
    files.push_back({path, "#pragma once\n"});
  }
  return layering_violations(files);
}

TEST(Layering, HoldsInThisTree) {
  const std::vector<SourceFile> files = read_source_tree(LOCKPROOF_SOURCE_DIR);
  // An empty listing would hold everything.
  ASSERT_GT(files.size(), 20U);
  EXPECT_THAT(layering_violations(files), IsEmpty());
}

TEST(Layering, AllowsWhatTheTableAllows) {
  EXPECT_THAT(violations_with({{"framework/oracle/leak.cc",
                                "#include \"lockproof/lock.h\"\n#include \"model/trace.h\"\n"
                                "#include \"oracle/oracle.h\"\n#include <vector>\n#include <fmt/format.h>\n"},
                               {"framework/tracee/stop.cc", "#include <sys/ptrace.h>\n"},
                               {"framework/measure/launch.cc", "#include <boost/process/child.hpp>\n"},
                               {"lock-impls/mutants/eager.cc", "#include \"lock-impls/flock.h\"\n"}}),
              IsEmpty());
}

TEST(Layering, CatchesRoomsThatMustNotMeet) {
  EXPECT_THAT(violations_with({{"framework/model/choice.cc", "#include \"oracle/oracle.h\"\n"},
                               {"framework/oracle/leak_test.cc", "  #  include <world/world.h>\n"},
                               {"scenarios/build_once.cc", "#include \"../framework/model/trace.h\"\n"},
                               {"lock-impls/mkdir.cc", "#include \"model/trace.h\"\n"}}),
              ElementsAre("framework/model/choice.cc: room model may not include oracle/oracle.h",
                          "framework/oracle/leak_test.cc: room oracle may not include world/world.h",
                          "scenarios/build_once.cc: room scenarios may not include ../framework/model/trace.h",
                          "lock-impls/mkdir.cc: room lock-impls may not include model/trace.h"));
}

TEST(Layering, CatchesPublicHeadersThatReachOut) {
  EXPECT_THAT(violations_with({{"framework/include/lockproof/run.h",
                                "#include <vector>\n#include <fmt/format.h>\n#include <unistd.h>\n"
                                "#include \"model/trace.h\"\n"},
                               {"framework/include/lockproof/probe.h", "#include <unistd.h>\n"}}),
              ElementsAre("framework/include/lockproof/run.h: a public header may not include <fmt/format.h>",
                          "framework/include/lockproof/run.h: a public header may not include <unistd.h>",
                          "framework/include/lockproof/run.h: room public may not include model/trace.h"));
}

TEST(Layering, CatchesMechanismsOutsideTheirRoom) {
  EXPECT_THAT(violations_with({{"framework/world/clock.cc", "#include <sys/ptrace.h>\n"},
                               {"framework/engine/shard.cc", "#include <boost/process.hpp>\n"},
                               {"framework/cli/doctor.cc", "bool can() { return unshare(0) == 0; }\n"}}),
              ElementsAre("framework/world/clock.cc: <sys/ptrace.h> belongs to tracee",
                          "framework/engine/shard.cc: <boost/process belongs to tracee measure",
                          "framework/cli/doctor.cc: unshare( belongs to tracee"));
}

TEST(Layering, ReadsCodeOnly) {
  EXPECT_THAT(violations_with({{"framework/cli/doctor.cc",
                                "// unshare(2) may be forbidden\n"
                                "/*\n#include \"oracle/none.h\"\n*/\n"
                                "includes.push_back('\"');\n"
                                "auto hint = \"unshare(\";\n"
                                "auto raw = R\"x(\"setns(\" )\")x\";\n"
                                "auto advice = R\"(write #include \"oracle/none.h\")\";\n"}}),
              IsEmpty());
}

TEST(Layering, TakesNoCodeForALiteral) {
  EXPECT_THAT(violations_with({{"framework/cli/doctor.cc", "char c = '\"'; int e = unshare(0);  // \"\n"},
                               {"framework/cli/list.cc", "int many = 20'000, e = setns(0, 0);\n"}}),
              ElementsAre("framework/cli/doctor.cc: unshare( belongs to tracee",
                          "framework/cli/list.cc: setns( belongs to tracee"));
}

TEST(Layering, CatchesIncludesOfNothing) {
  EXPECT_THAT(violations_with({{"framework/world/clock.cc", "#include \"gone.h\"\n#include \"world.h\"\n"}}),
              ElementsAre("framework/world/clock.cc: \"gone.h\" is no file of the project"));
}

TEST(Layering, CatchesFilesOutsideEveryRoom) {
  EXPECT_THAT(violations_with({{"framework/attic/old.cc", ""}}),
              ElementsAre("framework/attic/old.cc: lies in no room"));
}

TEST(Layering, CatchesCycles) {
  EXPECT_THAT(violations_with({{"framework/world/a.h", "#include \"world/b.h\"\n"},
                               {"framework/world/b.h", "#include \"world/c.h\"\n"},
                               {"framework/world/c.h", "#include \"world/b.h\"\n"}}),
              ElementsAre("framework/world/b.h: include cycle: framework/world/b.h -> framework/world/c.h -> "
                          "framework/world/b.h"));
}

}  // namespace
}  // namespace lockproof::e2e
