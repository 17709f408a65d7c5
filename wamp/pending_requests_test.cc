// SPDX-License-Identifier: Apache-2.0
#include "wamp/pending_requests.h"

#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

TEST(PendingRequestsTest, IdsAreOneCounterFromOne) {
  PendingRequests requests;
  EXPECT_EQ(requests.next(), RequestId{1});
  EXPECT_EQ(requests.Add({.type = MessageType::kCall}), RequestId{1});
  EXPECT_EQ(requests.Skip(), RequestId{2});
  EXPECT_EQ(requests.Add({.type = MessageType::kPublish}), RequestId{3});
  EXPECT_EQ(requests.size(), 2u);
}

TEST(PendingRequestsTest, LastChunkEndsTheChunks) {
  PendingRequests requests;
  const RequestId id = requests.Add({.more = true});
  EXPECT_TRUE(requests.Find(id)->more);
  requests.EndChunks(id);
  EXPECT_FALSE(requests.Find(id)->more);
}

TEST(PendingRequestsTest, CounterReturnsToOneAfterTheLargestId) {
  PendingRequests requests(RequestId{kIdMax - 1});
  EXPECT_EQ(requests.Skip(), RequestId{kIdMax - 1});
  EXPECT_EQ(requests.Skip(), RequestId{kIdMax});
  EXPECT_EQ(requests.Skip(), RequestId{1});
}

TEST(PendingRequestsTest, IssuedIsWhatTheCounterHasPassed) {
  PendingRequests requests;
  requests.Skip();
  requests.Skip();
  EXPECT_FALSE(requests.Issued(RequestId{0}));
  EXPECT_TRUE(requests.Issued(RequestId{1}));
  EXPECT_TRUE(requests.Issued(RequestId{2}));
  EXPECT_FALSE(requests.Issued(RequestId{3}));
  EXPECT_FALSE(requests.Issued(RequestId{kIdMax}));
}

TEST(PendingRequestsTest, EveryIdIsIssuedAfterTheCounterReturned) {
  PendingRequests requests(RequestId{kIdMax});
  EXPECT_FALSE(requests.Issued(RequestId{kIdMax}));
  requests.Skip();
  EXPECT_TRUE(requests.Issued(RequestId{kIdMax}));
  EXPECT_TRUE(requests.Issued(RequestId{77}));
  EXPECT_FALSE(requests.Issued(RequestId{0}));
  EXPECT_FALSE(requests.Issued(RequestId{kIdMax + 1}));
}

TEST(PendingRequestsTest, ErasedRequestIsIssuedAndNotPending) {
  PendingRequests requests;
  const RequestId id = requests.Add({.type = MessageType::kCall});
  ASSERT_NE(requests.Find(id), nullptr);
  requests.Erase(id);
  EXPECT_EQ(requests.Find(id), nullptr);
  EXPECT_TRUE(requests.Issued(id));
}

TEST(PendingRequestsTest, TakeAllGivesThemInOrderOfPlace) {
  PendingRequests requests(RequestId{kIdMax - 1});
  for (uint64_t place = 0; place < 5; ++place) requests.Add({.place = place});
  const std::vector<PendingRequest> all = requests.TakeAll();
  ASSERT_EQ(all.size(), 5u);
  for (uint64_t i = 0; i < 5; ++i) EXPECT_EQ(all[i].place, i);
  EXPECT_EQ(requests.size(), 0u);
}

}  // namespace
}  // namespace wampbridge::wamp
