// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/serving_queue.h"

#include <grpc/support/time.h>
#include <grpcpp/support/time.h>

#include <limits>
#include <utility>

namespace wampbridge::bridge {
namespace {

using Next = grpc::CompletionQueue::NextStatus;

// Unary RPCs under way from which on a burst is likely.
constexpr int kGatherFrom = 4;

// In the past: what is there, without waiting.
gpr_timespec AtOnce() { return gpr_inf_past(GPR_CLOCK_REALTIME); }

}  // namespace

ServingQueue::ServingQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue)
    : queue_(std::move(queue)) {}

ServingQueue::~ServingQueue() = default;

void ServingQueue::Start() {
  thread_ = std::thread([this] { Run(); });
}

void ServingQueue::Run() {
  gathering_.Begin();
  void* tag = nullptr;
  bool ok = false;
  while (true) {
    const Clock::time_point now = Clock::now();
    Sweep(now);
    const Next next = queue_->AsyncNext(&tag, &ok, Patience(now));
    if (next == Next::SHUTDOWN) break;
    if (next == Next::GOT_EVENT) {
      Tag::FromQueue(tag)->OnTag(ok);
      if (FewUnderWay()) gathering_.Flush();
    } else {
      gathering_.Flush();
    }
  }
  gathering_.End();
}

// Looking for more before a write costs more than a write that it saves.
bool ServingQueue::FewUnderWay() const {
  const int rpcs = quiet_rpcs_.load(std::memory_order_relaxed);
  return rpcs > 0 && rpcs < kGatherFrom;
}

gpr_timespec ServingQueue::Patience(Clock::time_point now) const {
  if (!gathering_.empty()) return AtOnce();
  if (quiet_rpcs_.load(std::memory_order_relaxed) == 0) {
    return gpr_inf_future(GPR_CLOCK_REALTIME);
  }
  return grpc::TimePoint<Clock::time_point>(now + kSweepEvery).raw_time();
}

void ServingQueue::Sweep(Clock::time_point now) {
  if (now - swept_ < kSweepEvery) return;
  swept_ = now;
  if (quiet_rpcs_.load(std::memory_order_relaxed) == 0) return;
  Reap(std::numeric_limits<int>::max());
}

void ServingQueue::Reap(int tags) {
  void* tag = nullptr;
  bool ok = false;
  while (tags-- > 0 &&
         quiet_.AsyncNext(&tag, &ok, AtOnce()) == Next::GOT_EVENT) {
    Tag::FromQueue(tag)->OnTag(ok);
  }
}

void ServingQueue::Wake::Send() {
  alarm_.Set(queue_.queue_.get(), AtOnce(), ToQueue());
}

void ServingQueue::Wake::OnTag(bool /*ok*/) {
  std::vector<std::shared_ptr<Work>> posted;
  {
    const std::lock_guard lock(queue_.post_mutex_);
    posted.swap(queue_.posted_);
  }
  for (const auto& work : posted) work->OnPosted();
}

void ServingQueue::Post(std::shared_ptr<Work> work) {
  const std::lock_guard lock(post_mutex_);
  if (stopped_) return;
  posted_.push_back(std::move(work));
  if (posted_.size() == 1) wake_.Send();
}

void ServingQueue::Stop() {
  {
    const std::lock_guard lock(post_mutex_);
    stopped_ = true;
  }
  queue_->Shutdown();
  quiet_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  if (thread_.joinable()) {
    thread_.join();
  } else {  // it was never started: what is in it must still come out
    while (queue_->Next(&tag, &ok)) Tag::FromQueue(tag)->OnTag(ok);
  }
  while (quiet_.Next(&tag, &ok)) Tag::FromQueue(tag)->OnTag(ok);
}

}  // namespace wampbridge::bridge
