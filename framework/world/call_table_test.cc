#include "world/call_table.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>

#include "model/operation.h"

namespace lockproof::world {
namespace {

TEST(CallTable, KnowsNothingOfCallsThatDoNotExist) {
  for (const long number : {-1L, 5000L, 511L, 1L << 40}) EXPECT_EQ(call_row(number).effect, Effect::unknown) << number;
}

TEST(CallTable, EveryRowIsOfACallWithAName) {
  for (long number = 0; number < 512; ++number)
    if (call_row(number).effect != Effect::unknown) {
      EXPECT_NE(model::call_name(static_cast<std::uint16_t>(number)), "unknown") << number;
    }
}

TEST(CallTable, IndicesAreThoseOfArguments) {
  for (long number = 0; number < 512; ++number) {
    const CallRow& row = call_row(number);
    for (const int index :
         {row.directory, row.path, row.directory2, row.path2, row.fd, row.flags, row.value, row.data}) {
      EXPECT_GE(index, -1) << number;
      EXPECT_LE(index, 5) << number;
    }
    EXPECT_TRUE(row.directory < 0 || row.path == row.directory + 1) << number;
    EXPECT_TRUE(row.directory2 < 0 || row.path2 == row.directory2 + 1) << number;
  }
}

// Where the effect is to look a path up, to write or to lock, there must be something to do it to.
TEST(CallTable, EffectsHaveTheArgumentsThatTheyNeed) {
  for (long number = 0; number < 512; ++number) {
    const CallRow& row = call_row(number);
    switch (row.effect) {
      case Effect::rename:
      case Effect::link:
        EXPECT_TRUE(row.path >= 0 && row.path2 >= 0) << number;
        break;
      case Effect::open:
      case Effect::make_directory:
      case Effect::remove_file:
      case Effect::exec:
        EXPECT_GE(row.path, 0) << number;
        break;
      case Effect::read:
      case Effect::write:
      case Effect::flock:
      case Effect::close:
        EXPECT_EQ(row.fd, 0) << number;
        break;
      case Effect::send_signal:
        EXPECT_TRUE(row.flags > 0 && row.value >= 0) << number;
        break;
      default:
        break;
    }
  }
}

}  // namespace
}  // namespace lockproof::world
