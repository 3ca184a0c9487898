// Tests of your own lock in GoogleTest. Link lockproof::framework and GTest::gtest (not gtest_main):
//
//   #include <lockproof/gtest.h>
//
//   class MyLock : public lockproof::Lock { ... };        // see lockproof/lock.h
//
//   const lockproof::LockInfo my_lock{
//       .name = "my_lock",
//       .summary = "a lock file with its owner's PID",
//       .contract = {.survives_pid_reuse = false},        // what it promises: lockproof/contract.h
//       .make = [](const lockproof::LockOptions& options) -> std::unique_ptr<lockproof::Lock> {
//         return std::make_unique<MyLock>(options);
//       }};
//
//   LOCKPROOF_CONFORMANCE(my_lock)                        // a test for each scenario
//
//   TEST(MyLock, SurvivesTwoKills) {
//     EXPECT_LOCK_SAFE(my_lock, "build_once", .executions = 500, .faults = {"kill x2"});
//   }
//
//   LOCKPROOF_MAIN()                                      // in one file of the program
//
// The tests of the first macro are named my_lock_conformance.holds/build_once and so on; --gtest_filter, sharding
// (GTEST_TOTAL_SHARDS) and gtest_discover_tests() apply as ever. A scenario that the contract does not cover is
// skipped, and everything is on a machine that refuses what lockproof needs, with the reason. A failure says what
// broke, the shrunk schedule in words, and how to replay it:
//
//   my_lock in build_once: mutual_exclusion: actor 2 was still inside build when actor 3 entered
//   ...
//   /path/to/my_test replay lp1-...
//
// The program is its own lockproof: it takes lockproof's words as well, as in `my_test run --lock my_lock --time
// 10min`.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "lockproof/run.h"

namespace lockproof::conformance {

// Registers a lock before main(), by being mentioned.
template <const LockInfo& lock>
struct Registered {
  // Whether it is known to serve().
  static inline const bool done = register_lock(lock);
};

// Plays a lock that is a global constant.
template <const LockInfo& lock>
PlayResult play(std::string_view scenario, const PlayOptions& options) {
  static_cast<void>(Registered<lock>::done);
  return lockproof::play(lock, scenario, options);
}

// Whether the test can go on as if nothing had happened.
inline bool is_held(const PlayResult& result) {
  return result.kind == PlayResult::Kind::held;
}

// Whether nothing can be said here, for a reason that is no fault of the lock.
inline bool is_skipped(const PlayResult& result) {
  return result.kind == PlayResult::Kind::skipped;
}

// The part of a test's name behind the slash.
inline std::string test_name(const testing::TestParamInfo<std::string_view>& info) {
  return std::string(info.param);
}

}  // namespace lockproof::conformance

// The current test fails if the lock, a LockInfo that is a global constant, breaks its contract in the scenario. What
// follows are fields of PlayOptions. Skips the rest of the test where the scenario is skipped. More words of
// explanation may follow by <<. For functions that return void, like ASSERT_*.
#define EXPECT_LOCK_SAFE(lock, scenario, ...)                                                      \
  switch (0) /* an else that follows belongs to an if before it */                                 \
  case 0:                                                                                          \
  default:                                                                                         \
    if (const ::lockproof::PlayResult lockproof_result =                                           \
            ::lockproof::conformance::play<lock>(scenario, ::lockproof::PlayOptions{__VA_ARGS__}); \
        ::lockproof::conformance::is_held(lockproof_result)) {                                     \
    } else if (::lockproof::conformance::is_skipped(lockproof_result))                             \
      GTEST_SKIP() << lockproof_result.text;                                                       \
    else                                                                                           \
      ADD_FAILURE() << lockproof_result.text

// One test for each scenario of lockproof. What follows are fields of PlayOptions: LOCKPROOF_CONFORMANCE(my_lock,
// .executions = 1000). To be used where `lock`, a LockInfo that is a global constant, can be named without a qualifier.
#define LOCKPROOF_CONFORMANCE(lock, ...)                                                             \
  class lock##_conformance : public ::testing::TestWithParam<::std::string_view> {};                 \
  TEST_P(lock##_conformance, holds) {                                                                \
    EXPECT_LOCK_SAFE(lock, GetParam(), __VA_ARGS__);                                                 \
  }                                                                                                  \
  INSTANTIATE_TEST_SUITE_P(, lock##_conformance, ::testing::ValuesIn(::lockproof::scenario_names()), \
                           ::lockproof::conformance::test_name);                                     \
  static_assert(true)  // takes the semicolon

// The main() of a test program: lockproof's words, or else GoogleTest's.
#define LOCKPROOF_MAIN()                                                    \
  int main(int argc, char** argv) {                                         \
    if (const auto status = ::lockproof::serve(argc, argv)) return *status; \
    ::testing::InitGoogleTest(&argc, argv);                                 \
    return RUN_ALL_TESTS();                                                 \
  }                                                                         \
  static_assert(true)  // takes the semicolon
