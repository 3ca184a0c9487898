#include "engine/c_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>
#include <vector>

#include "model/bad_input.h"

namespace lockproof::engine {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

// What the functions of the lock below were given, and what they are to answer.
struct Stub {
  std::string path;
  std::int64_t time_out_ns = 0;
  int answer = 0;
  int closed = 0;
};
Stub stub;

void* open_stub(const char* path, std::int64_t time_out_ns, void (*log)(void*, const char*), void* log_context) {
  stub.path = path;
  stub.time_out_ns = time_out_ns;
  log(log_context, "opened");
  errno = ENOMEM;
  return stub.answer < 0 ? nullptr : &stub;
}

int answer(void* object) {
  return static_cast<Stub*>(object)->answer;
}

lockproof_lock make_stub() {
  return {.version = LOCKPROOF_PLUGIN_VERSION,
          .size = sizeof(lockproof_lock),
          .name = "stub",
          .summary = nullptr,
          .contract = nullptr,
          .open = open_stub,
          .acquire = answer,
          .release = answer,
          .keep_alive = nullptr,
          .token = nullptr,
          .close = [](void* object) { ++static_cast<Stub*>(object)->closed; }};
}

class CLock : public testing::Test {
 protected:
  void SetUp() override { stub = {}; }
};

const lockproof_lock kPlain = make_stub();
const LockInfo& plain() {
  static const LockInfo& info = lock_info_of(kPlain);
  return info;
}

TEST_F(CLock, IsGivenPathTimeOutAndLog) {
  std::vector<std::string> lines;
  const auto log = [&](std::string_view line) { lines.emplace_back(line); };
  { const auto lock = plain().make({.path = "/a/b", .time_out = std::chrono::milliseconds(2), .log = log}); }
  EXPECT_EQ(stub.path, "/a/b");
  EXPECT_EQ(stub.time_out_ns, 2'000'000);
  EXPECT_THAT(lines, testing::ElementsAre("opened"));
  EXPECT_EQ(stub.closed, 1);
  const auto silent = plain().make({.path = "/a/b", .time_out = {}, .log = {}});
  EXPECT_LT(stub.time_out_ns, 0);
}

TEST_F(CLock, AnswersAreHeldTimedOutOrFailed) {
  const auto lock = plain().make({.path = "/a", .time_out = {}, .log = {}});
  EXPECT_TRUE(lock->acquire());
  lock->release();
  stub.answer = 1;
  EXPECT_FALSE(lock->acquire());
  stub.answer = -EROFS;
  const auto is_errno = [](auto call) {
    try {
      call();
    } catch (const std::system_error& error) {
      return error.code().value();
    }
    return 0;
  };
  EXPECT_EQ(is_errno([&] { lock->acquire(); }), EROFS);
  EXPECT_EQ(is_errno([&] { lock->release(); }), EROFS);
  EXPECT_EQ(is_errno([&] { plain().make({.path = "/a", .time_out = {}, .log = {}}); }), ENOMEM);
}

TEST_F(CLock, NeedsNeitherLeaseNorToken) {
  const auto lock = plain().make({.path = "/a", .time_out = {}, .log = {}});
  EXPECT_TRUE(lock->keep_alive());
  EXPECT_EQ(lock->token(), 0U);
}

TEST_F(CLock, MayBeALeaseWithTokensAndAContract) {
  static lockproof_lock lease = make_stub();
  lease.contract = "pause_max=4s\n\nmay_stay={lock},{lock}.guard";
  lease.keep_alive = answer;
  lease.token = [](void*) { return std::uint64_t{7}; };
  const LockInfo& info = lock_info_of(lease);
  EXPECT_EQ(info.contract.pause_max, std::chrono::seconds(4));
  EXPECT_THAT(info.contract.may_stay, testing::ElementsAre("{lock}", "{lock}.guard"));
  const auto lock = info.make({.path = "/a", .time_out = {}, .log = {}});
  EXPECT_FALSE(lock->keep_alive());
  stub.answer = 1;
  EXPECT_TRUE(lock->keep_alive());
  EXPECT_EQ(lock->token(), 7U);
}

TEST_F(CLock, WhatMakesNoSenseIsNamed) {
  lockproof_lock lock = make_stub();
  const auto refusal = [&] { lock_info_of(lock); };
  lock.size += 8;
  EXPECT_THAT(refusal, ThrowsMessage<model::BadInput>(HasSubstr("another lockproof/plugin.h")));
  lock = make_stub();
  lock.close = nullptr;
  EXPECT_THAT(refusal, ThrowsMessage<model::BadInput>(HasSubstr("must not be NULL")));
  lock = make_stub();
  lock.contract = "kill_save=false";
  EXPECT_THAT(refusal, ThrowsMessage<model::BadInput>(HasSubstr("its contract: a contract says nothing of")));
}

}  // namespace
}  // namespace lockproof::engine
