// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/live_rpcs.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {

size_t& LiveRpcs::CountLocked(RpcKind kind) {
  switch (kind) {
    case RpcKind::kCall:
      return counts_.calls;
    case RpcKind::kStream:
      return counts_.streams;
    case RpcKind::kFree:
      break;
  }
  return counts_.free;
}

LiveRpcs::Room LiveRpcs::Enter(LiveRpc& rpc) {
  const std::lock_guard<std::mutex> lock(mutex_);
  rpcs_.insert(&rpc);
  const size_t count = ++CountLocked(rpc.kind());
  const size_t limit = rpc.kind() == RpcKind::kStream ? limits_.Get().streams
                                                      : limits_.Get().in_flight;
  return count > limit ? Room::kNone : Room::kTaken;
}

void LiveRpcs::Leave(LiveRpc& rpc) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (rpcs_.erase(&rpc) == 0) return;
  --CountLocked(rpc.kind());
  left_.notify_all();
}

Failure LiveRpcs::Full(RpcKind kind) const {
  const bool stream = kind == RpcKind::kStream;
  const Limits& limits = limits_.Get();
  return NotSent(
      grpc::StatusCode::RESOURCE_EXHAUSTED,
      absl::StrCat("limits.", stream ? "streams" : "in_flight", " (",
                   stream ? limits.streams : limits.in_flight, ") is reached"));
}

LiveRpcs::Counts LiveRpcs::counts() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return counts_;
}

// An RPC leaves before it goes, so each pointer here is good.
std::vector<std::shared_ptr<LiveRpc>> LiveRpcs::All() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::shared_ptr<LiveRpc>> all;
  all.reserve(rpcs_.size());
  for (LiveRpc* rpc : rpcs_) all.push_back(rpc->Keep());
  return all;
}

LiveRpc::Backlog LiveRpcs::backlog() const {
  LiveRpc::Backlog sum;
  for (const auto& rpc : All()) {
    const LiveRpc::Backlog one = rpc->backlog();
    sum.events += one.events;
    sum.octets += one.octets;
  }
  return sum;
}

std::vector<LiveRpc::Description> LiveRpcs::Fullest(size_t count_max) const {
  struct Candidate {
    size_t octets;
    std::shared_ptr<LiveRpc> rpc;
  };
  std::vector<Candidate> candidates;
  for (auto& rpc : All()) {
    if (rpc->kind() != RpcKind::kStream) continue;
    const size_t octets = rpc->backlog().octets;
    candidates.push_back({octets, std::move(rpc)});
  }
  std::ranges::sort(candidates, std::ranges::greater(), &Candidate::octets);
  if (candidates.size() > count_max) candidates.resize(count_max);
  std::vector<LiveRpc::Description> streams;
  for (const Candidate& candidate : candidates) {
    if (auto stream = candidate.rpc->Describe()) {
      streams.push_back(*std::move(stream));
    }
  }
  return streams;
}

void LiveRpcs::Drain() {
  for (const auto& rpc : All()) rpc->OnDrain();
}

void LiveRpcs::TellRulesChanged() {
  for (const auto& rpc : All()) rpc->OnRulesChanged();
}

LiveRpcs::Counts LiveRpcs::Abort() {
  const Counts cut = counts();
  for (const auto& rpc : All()) rpc->OnAbort();
  return cut;
}

bool LiveRpcs::WaitUntil(absl::Duration limit,
                         const std::function<bool()>& condition) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (limit == absl::InfiniteDuration()) {  // more than wait_for can add to now
    left_.wait(lock, condition);
    return true;
  }
  return left_.wait_for(lock, absl::ToChronoMilliseconds(limit), condition);
}

bool LiveRpcs::WaitUntilIdle(absl::Duration limit) {
  return WaitUntil(limit, [this] { return rpcs_.size() == counts_.free; });
}

bool LiveRpcs::WaitUntilEmpty(absl::Duration limit) {
  return WaitUntil(limit, [this] { return rpcs_.empty(); });
}

}  // namespace wampbridge::bridge
