// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/request_sequence.h"

#include "gtest/gtest.h"

namespace wampbridge::router {
namespace {

TEST(RequestSequenceTest, IdsAreCountedFromOne) {
  RequestSequence sequence;
  EXPECT_TRUE(sequence.Check({1}).ok());
  EXPECT_TRUE(sequence.Check({2}).ok());
  EXPECT_FALSE(sequence.MayKnow({3}));
  EXPECT_EQ(sequence.Check({4}).message(),
            "request id 4 out of order: 3 was due");
  EXPECT_FALSE(sequence.Check({2}).ok());
  EXPECT_TRUE(sequence.Check({3}).ok()) << "a refusal changes nothing";
}

TEST(RequestSequenceTest, UsedIdsAreThoseUpToTheLast) {
  RequestSequence sequence;
  EXPECT_FALSE(sequence.WasUsed({1}));
  EXPECT_TRUE(sequence.Check({1}).ok());
  EXPECT_TRUE(sequence.Check({2}).ok());
  EXPECT_TRUE(sequence.WasUsed({1}));
  EXPECT_TRUE(sequence.WasUsed({2}));
  EXPECT_FALSE(sequence.WasUsed({3}));
  EXPECT_FALSE(sequence.WasUsed({4}));
}

TEST(RequestSequenceTest, FirstIdOtherThanOneMeansDrawnIds) {
  RequestSequence sequence;
  EXPECT_TRUE(sequence.Check({wamp::kIdMax}).ok());
  EXPECT_TRUE(sequence.Check({4}).ok());
  EXPECT_TRUE(sequence.Check({1}).ok());
  EXPECT_TRUE(sequence.MayKnow({99}));
  EXPECT_FALSE(sequence.WasUsed({1})) << "any id may be new";
}

}  // namespace
}  // namespace wampbridge::router
