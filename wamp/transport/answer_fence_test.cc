// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/answer_fence.h"

#include <gtest/gtest.h>

namespace wampbridge::transport {
namespace {

using wamp::RequestId;

wamp::SessionEvent ResultOf(uint64_t request, void* tag, bool last) {
  wamp::Result result;
  result.request = RequestId{request};
  return wamp::Answered{tag, std::move(result), last};
}

TEST(AnswerFenceTest, CancelOfARequestNotBeingToldIsFine) {
  int tag = 0;
  AnswerFence fence;
  std::vector<wamp::SessionEvent> events;
  events.push_back(ResultOf(1, &tag, false));
  fence.Raise(events);
  EXPECT_TRUE(fence.Cancelled(RequestId{2}).ok());
  EXPECT_TRUE(fence.Lower().empty());
}

TEST(AnswerFenceTest, CancelDuringAProgressiveResultOwesOneLastAnswer) {
  int tag = 0;
  AnswerFence fence;
  std::vector<wamp::SessionEvent> events;
  events.push_back(ResultOf(1, &tag, false));
  events.push_back(ResultOf(1, &tag, false));
  fence.Raise(events);
  EXPECT_EQ(fence.Cancelled(RequestId{1}).code(), absl::StatusCode::kNotFound);
  const auto owed = fence.Lower();
  ASSERT_EQ(owed.size(), 1u);
  const auto& answered = std::get<wamp::Answered>(owed[0]);
  EXPECT_EQ(answered.tag, &tag);
  EXPECT_TRUE(answered.last);
  EXPECT_EQ(std::get<wamp::Error>(answered.answer).error,
            "wamp.error.canceled");
}

TEST(AnswerFenceTest, LoweredFenceIsDown) {
  int tag = 0;
  AnswerFence fence;
  std::vector<wamp::SessionEvent> events;
  events.push_back(ResultOf(1, &tag, false));
  fence.Raise(events);
  fence.Lower();
  EXPECT_FALSE(fence.raised());
  EXPECT_TRUE(fence.Cancelled(RequestId{1}).ok());
}

TEST(AnswerFenceTest, LastAnswersNeedNoFence) {
  int tag = 0;
  AnswerFence fence;
  std::vector<wamp::SessionEvent> events;
  events.push_back(ResultOf(1, &tag, true));
  fence.Raise(events);
  EXPECT_FALSE(fence.raised());
}

}  // namespace
}  // namespace wampbridge::transport
