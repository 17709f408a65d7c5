// SPDX-License-Identifier: Apache-2.0
#include "bridge/register/waiting_invocations.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using Pushed = WaitingInvocations::Pushed;

wamp::Invocation Of(uint64_t request, std::string_view args = "[1]") {
  return {.request = {request}, .registration = {5}, .payload = {args, {}}};
}

TEST(WaitingInvocationsTest, ComeOutInOrderWithOctetsOfTheirOwn) {
  WaitingInvocations waiting({});
  std::string octets = "[1,2]";
  ASSERT_EQ(waiting.Push(Of(7, octets)), Pushed::kQueued);
  ASSERT_EQ(waiting.Push(Of(8)), Pushed::kQueued);
  octets = "xxxxx";
  ASSERT_NE(waiting.front(), nullptr);
  EXPECT_EQ(waiting.front()->request.value, 7u);
  EXPECT_EQ(waiting.front()->payload.args, "[1,2]");
  EXPECT_EQ(waiting.octets(), 8u);
  waiting.Pop();
  EXPECT_EQ(waiting.front()->request.value, 8u);
  waiting.Pop();
  EXPECT_EQ(waiting.front(), nullptr);
  EXPECT_EQ(waiting.octets(), 0u);
}

TEST(WaitingInvocationsTest, TheirNumberIsBounded) {
  WaitingInvocations waiting({.count_max = 2, .octets_max = 100});
  EXPECT_EQ(waiting.Push(Of(1)), Pushed::kQueued);
  EXPECT_EQ(waiting.Push(Of(2)), Pushed::kQueued);
  EXPECT_EQ(waiting.Push(Of(3)), Pushed::kFull);
  EXPECT_EQ(waiting.size(), 2u);
  waiting.Pop();
  EXPECT_EQ(waiting.Push(Of(3)), Pushed::kQueued);
}

TEST(WaitingInvocationsTest, TheirOctetsAreBounded) {
  WaitingInvocations waiting({.count_max = 10, .octets_max = 6});
  EXPECT_EQ(waiting.Push(Of(1)), Pushed::kQueued);
  EXPECT_EQ(waiting.Push(Of(2, "[12]")), Pushed::kFull);
  EXPECT_EQ(waiting.Push(Of(2)), Pushed::kQueued);
  EXPECT_EQ(waiting.octets(), 6u);
}

TEST(WaitingInvocationsTest, OneWithItsChunksIsTakenOut) {
  WaitingInvocations waiting({});
  for (const uint64_t id : {1, 2, 1}) {
    ASSERT_EQ(waiting.Push(Of(id)), Pushed::kQueued);
  }
  EXPECT_TRUE(waiting.Remove({1}));
  EXPECT_FALSE(waiting.Remove({1}));
  EXPECT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting.octets(), 3u);
}

}  // namespace
}  // namespace wampbridge::bridge
