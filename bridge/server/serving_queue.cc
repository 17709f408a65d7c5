// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/serving_queue.h"

#include <utility>

#include "bridge/server/tag.h"

namespace wampbridge::bridge {

ServingQueue::ServingQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue)
    : queue_(std::move(queue)) {}

ServingQueue::~ServingQueue() = default;

void ServingQueue::Start() {
  thread_ = std::thread([this] { Run(); });
}

void ServingQueue::Run() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) Tag::FromQueue(tag)->OnTag(ok);
}

void ServingQueue::Stop() {
  queue_->Shutdown();
  if (thread_.joinable()) {
    thread_.join();
    return;
  }
  Run();  // it was never started: what is in it must still come out
}

}  // namespace wampbridge::bridge
