// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_SERVING_QUEUE_H_
#define BRIDGE_SERVER_SERVING_QUEUE_H_

#include <grpcpp/completion_queue.h>

#include <memory>
#include <thread>

namespace wampbridge::bridge {

// One completion queue and the one thread that serves it: two threads on one
// queue would hand over to each other at each call (architecture.md
// "Threads"). The queue is made before the server is built, the thread runs
// between Start and Stop.
class ServingQueue {
 public:
  explicit ServingQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue);
  // REQUIRES: Stop was called.
  ~ServingQueue();
  ServingQueue(const ServingQueue&) = delete;
  ServingQueue& operator=(const ServingQueue&) = delete;

  grpc::ServerCompletionQueue* queue() { return queue_.get(); }

  void Start();
  // Returns when the queue is empty and its thread has ended.
  // REQUIRES: the server is shut down, and no RPC uses the queue any more.
  void Stop();

 private:
  void Run();

  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::thread thread_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_SERVING_QUEUE_H_
