#include "lock-impls/as_published/image_builder.h"

#include <gmock/gmock.h>

#include "lock-impls/as_published/sha256.h"
#include "lock-impls/lock_fixture.h"

namespace lockproof::locks {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

// The examples of FIPS 180-4, and the lengths at which the padding needs another block.
TEST(Sha256Test, KnownDigests) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(55, 'a')), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  EXPECT_EQ(sha256(std::string(64, 'a')), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// A1
TEST(ImageLockPathTest, AnyTagMakesANameInOneDirectory) {
  std::set<std::string> names;
  for (const std::string& tag : {std::string("registry/env:1.0"), std::string("two words"), std::string("übung/测试"),
                                 std::string(4096, 'x'), std::string("../../etc"), std::string()}) {
    const std::filesystem::path path = image_lock_path("/cache", tag);
    EXPECT_EQ(path.parent_path(), "/cache/image-locks");
    EXPECT_THAT(path.filename().string(), MatchesRegex("[0-9a-f]{64}\\.lock"));
    names.insert(path.filename());
  }
  EXPECT_EQ(names.size(), 6U);
}

using ImageBuilderTest = LockFixture;

// A4
TEST_F(ImageBuilderTest, WaiterSaysWhoHolds) {
  Holder holder(image_builder_lock, options_);
  ASSERT_TRUE(holder.holds());
  EXPECT_FALSE(image_builder_lock.make(impatient())->acquire());
  EXPECT_THAT(log_, ElementsAre(MatchesRegex("waiting for .*/image-locks/[0-9a-f]{64}\\.lock, held by pid " +
                                             std::to_string(holder.pid()) + " on .* since .*")));
}

}  // namespace
}  // namespace lockproof::locks
