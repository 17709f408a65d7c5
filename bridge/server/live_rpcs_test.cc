// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/live_rpcs.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <vector>

namespace wampbridge::bridge {
namespace {

class FakeRpc : public LiveRpc, public std::enable_shared_from_this<FakeRpc> {
 public:
  explicit FakeRpc(RpcKind kind, size_t octets = 300)
      : kind_(kind), octets_(octets) {}
  RpcKind kind() const override { return kind_; }
  Backlog backlog() override { return {.events = 2, .octets = octets_}; }
  std::optional<Description> Describe() override {
    Description stream;
    stream.of = std::to_string(octets_);
    return stream;
  }
  void OnDrain() override { ++drained; }
  void OnAbort() override { ++aborted; }
  std::shared_ptr<LiveRpc> Keep() override { return shared_from_this(); }

  int drained = 0;
  int aborted = 0;

 private:
  const RpcKind kind_;
  const size_t octets_;
};

std::shared_ptr<FakeRpc> Rpc(RpcKind kind) {
  return std::make_shared<FakeRpc>(kind);
}

TEST(LiveRpcsTest, CallsAndStreamsHaveRoomsOfTheirOwn) {
  LiveRpcs live({.in_flight = 1, .streams = 1});
  const auto call = Rpc(RpcKind::kCall);
  const auto stream = Rpc(RpcKind::kStream);
  const auto second = Rpc(RpcKind::kCall);
  EXPECT_EQ(live.Enter(*call), LiveRpcs::Room::kTaken);
  EXPECT_EQ(live.Enter(*stream), LiveRpcs::Room::kTaken);
  EXPECT_EQ(live.Enter(*second), LiveRpcs::Room::kNone);
  for (const auto& rpc : {call, stream, second}) live.Leave(*rpc);
}

TEST(LiveRpcsTest, LeavingTwiceCountsOnce) {
  LiveRpcs live({});
  const auto call = Rpc(RpcKind::kCall);
  live.Enter(*call);
  live.Leave(*call);
  live.Leave(*call);
  EXPECT_EQ(live.counts().calls, 0u);
}

TEST(LiveRpcsTest, FullestStreamsComeFirstAndCallsNever) {
  LiveRpcs live({});
  const std::vector<std::shared_ptr<FakeRpc>> rpcs = {
      std::make_shared<FakeRpc>(RpcKind::kStream, 10),
      std::make_shared<FakeRpc>(RpcKind::kStream, 30),
      std::make_shared<FakeRpc>(RpcKind::kCall, 90),
      std::make_shared<FakeRpc>(RpcKind::kStream, 20)};
  for (const auto& rpc : rpcs) live.Enter(*rpc);
  const auto fullest = live.Fullest(2);
  ASSERT_EQ(fullest.size(), 2u);
  EXPECT_EQ(fullest[0].of, "30");
  EXPECT_EQ(fullest[1].of, "20");
  EXPECT_EQ(live.Fullest(9).size(), 3u);
  for (const auto& rpc : rpcs) live.Leave(*rpc);
}

TEST(LiveRpcsTest, BacklogIsOfAllUnderWay) {
  LiveRpcs live({});
  const auto stream = Rpc(RpcKind::kStream);
  const auto second = Rpc(RpcKind::kStream);
  live.Enter(*stream);
  live.Enter(*second);
  EXPECT_EQ(live.backlog().events, 4u);
  EXPECT_EQ(live.backlog().octets, 600u);
  live.Leave(*stream);
  live.Leave(*second);
  EXPECT_EQ(live.backlog().events, 0u);
}

TEST(LiveRpcsTest, DrainAndAbortTellThoseUnderWay) {
  LiveRpcs live({});
  const auto call = Rpc(RpcKind::kCall);
  const auto gone = Rpc(RpcKind::kCall);
  live.Enter(*call);
  live.Enter(*gone);
  live.Leave(*gone);
  live.Drain();
  EXPECT_EQ(live.Abort().calls, 1u);
  EXPECT_EQ(call->drained, 1);
  EXPECT_EQ(call->aborted, 1);
  EXPECT_EQ(gone->drained, 0);
  live.Leave(*call);
}

TEST(LiveRpcsTest, FreeOnesAreIdle) {
  LiveRpcs live({});
  const auto free = Rpc(RpcKind::kFree);
  live.Enter(*free);
  EXPECT_TRUE(live.WaitUntilIdle(absl::ZeroDuration()));
  EXPECT_FALSE(live.WaitUntilEmpty(absl::ZeroDuration()));
  live.Leave(*free);
}

TEST(LiveRpcsTest, WaitWithoutALimitWaitsForTheLast) {
  LiveRpcs live({});
  const auto call = Rpc(RpcKind::kCall);
  live.Enter(*call);
  auto empty = std::async(std::launch::async, [&] {
    return live.WaitUntilEmpty(absl::InfiniteDuration());
  });
  live.Leave(*call);
  EXPECT_TRUE(empty.get());
}

}  // namespace
}  // namespace wampbridge::bridge
