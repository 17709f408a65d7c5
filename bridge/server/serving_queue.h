// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_SERVING_QUEUE_H_
#define BRIDGE_SERVER_SERVING_QUEUE_H_

#include <grpcpp/alarm.h>
#include <grpcpp/completion_queue.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "bridge/server/tag.h"
#include "wamp/transport/write_gathering.h"

namespace wampbridge::bridge {

// One completion queue and the one thread that serves it: two threads on one
// queue would hand over to each other at each call (architecture.md
// "Threads"). The queue is made before the server is built, the thread runs
// between Start and Stop.
//
// Beside it stands a quiet queue, which nobody blocks on. The answer to an RPC
// is most often finished by the thread that read it from the router; were its
// tags to come out here, this thread would be woken for them. On the quiet
// queue the finishing thread takes them out itself, by Reap; what it does not
// find yet, and what tells that a client has gone, is taken out by this thread
// within kSweepEvery.
//
// What the thread enters into WAMP sessions is written when no more tags are
// there: the requests of a burst leave in one write. (With few unary RPCs under
// way it is written at once.)
class ServingQueue {
 public:
  // What the queue's thread can be asked to do.
  class Work {
   public:
    virtual ~Work() = default;
    virtual void OnPosted() = 0;
  };

  static constexpr std::chrono::milliseconds kSweepEvery{20};

  explicit ServingQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue);
  // REQUIRES: Stop was called.
  ~ServingQueue();
  ServingQueue(const ServingQueue&) = delete;
  ServingQueue& operator=(const ServingQueue&) = delete;

  grpc::ServerCompletionQueue* queue() { return queue_.get(); }
  grpc::CompletionQueue* quiet_queue() { return &quiet_; }

  // An RPC whose tags come out of the quiet queue begins, and is over. From any
  // thread.
  void EnterQuiet() { quiet_rpcs_.fetch_add(1, std::memory_order_relaxed); }
  void LeaveQuiet() { quiet_rpcs_.fetch_sub(1, std::memory_order_relaxed); }
  // Takes at most so many tags out of the quiet queue, if they are there. From
  // any thread that holds no lock.
  void Reap(int tags);

  // Has the thread call `work`; all that is posted while it is on its way costs
  // one wake-up. From any thread. After Stop nothing is called.
  void Post(std::shared_ptr<Work> work);
  bool OnItsThread() const {
    return transport::WriteGathering::Current() == &gathering_;
  }

  void Start();
  // Returns when the queues are empty and the thread has ended.
  // REQUIRES: the server is shut down, and no RPC uses the queues any more.
  void Stop();

 private:
  using Clock = std::chrono::system_clock;

  // Comes out of the queue when work was posted.
  class Wake final : public Tag {
   public:
    explicit Wake(ServingQueue& queue) : queue_(queue) {}
    void Send();
    void OnTag(bool ok) override;

   private:
    ServingQueue& queue_;
    grpc::Alarm alarm_;
  };

  void Run();
  bool FewUnderWay() const;
  // Until when the thread may block for the next tag.
  gpr_timespec Patience(Clock::time_point now) const;
  void Sweep(Clock::time_point now);

  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  grpc::CompletionQueue quiet_;
  std::atomic<int> quiet_rpcs_{0};
  std::thread thread_;

  std::mutex post_mutex_;
  // Guarded by post_mutex_. While there are any, wake_ is on its way.
  std::vector<std::shared_ptr<Work>> posted_;
  bool stopped_ = false;  // guarded by post_mutex_
  Wake wake_{*this};

  // The thread's.
  transport::WriteGathering gathering_;
  Clock::time_point swept_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_SERVING_QUEUE_H_
