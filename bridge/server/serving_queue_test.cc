// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/serving_queue.h"

#include <grpcpp/alarm.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "bridge/server/tag.h"

namespace wampbridge::bridge {
namespace {

// Comes out of a queue at once, and tells on which thread.
class Ping : public Tag {
 public:
  void SendTo(grpc::CompletionQueue* queue) {
    alarm_.Set(queue, gpr_inf_past(GPR_CLOCK_REALTIME), ToQueue());
  }
  void OnTag(bool /*ok*/) override {
    came_ = true;
    thread_.set_value(std::this_thread::get_id());
  }
  bool came() const { return came_; }
  std::thread::id AwaitThread() { return thread_.get_future().get(); }

 private:
  grpc::Alarm alarm_;
  bool came_ = false;
  std::promise<std::thread::id> thread_;
};

class CountingWriter : public transport::GatheredWriter {
 public:
  void FlushGathered() override { flushed_.set_value(); }
  void Await() { flushed_.get_future().wait(); }

 private:
  std::promise<void> flushed_;
};

// Enters a session, as far as the queue's thread can tell.
class Request : public Tag {
 public:
  void SendTo(grpc::CompletionQueue* queue) {
    alarm_.Set(queue, gpr_inf_past(GPR_CLOCK_REALTIME), ToQueue());
  }
  void OnTag(bool /*ok*/) override {
    transport::WriteGathering::Current()->Add(writer);
  }
  const std::shared_ptr<CountingWriter> writer =
      std::make_shared<CountingWriter>();

 private:
  grpc::Alarm alarm_;
};

// Notes on which thread it is called.
class NotedWork : public ServingQueue::Work {
 public:
  explicit NotedWork(ServingQueue& queue) : queue_(queue) {}
  void OnPosted() override { called_.set_value(queue_.OnItsThread()); }
  bool Await() { return called_.get_future().get(); }

 private:
  ServingQueue& queue_;
  std::promise<bool> called_;
};

class ServingQueueTest : public ::testing::Test {
 protected:
  ServingQueueTest() {
    grpc::ServerBuilder builder;
    queue_ = std::make_unique<ServingQueue>(builder.AddCompletionQueue());
    server_ = builder.BuildAndStart();
  }
  ~ServingQueueTest() override { Stop(); }

  void Stop() {
    if (queue_ == nullptr) return;
    server_->Shutdown();
    queue_->Stop();
    queue_.reset();
  }

  std::unique_ptr<ServingQueue> queue_;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(ServingQueueTest, ServesTheQueueByAThreadOfItsOwn) {
  queue_->Start();
  Ping ping;
  ping.SendTo(queue_->queue());
  EXPECT_NE(ping.AwaitThread(), std::this_thread::get_id());
}

TEST_F(ServingQueueTest, ReapTakesQuietTagsOutOnTheCallersThread) {
  Ping ping;
  ping.SendTo(queue_->quiet_queue());
  while (!ping.came()) queue_->Reap(1);
  EXPECT_EQ(ping.AwaitThread(), std::this_thread::get_id());
}

TEST_F(ServingQueueTest, ReapTakesNoMoreThanItIsAskedFor) {
  Ping first;
  Ping second;
  first.SendTo(queue_->quiet_queue());
  second.SendTo(queue_->quiet_queue());
  while (!first.came() && !second.came()) queue_->Reap(1);
  EXPECT_NE(first.came(), second.came());
  while (!first.came() || !second.came()) queue_->Reap(1);
}

TEST_F(ServingQueueTest, TheThreadSweepsWhatNobodyReaps) {
  queue_->EnterQuiet();
  queue_->Start();
  Ping ping;
  ping.SendTo(queue_->quiet_queue());
  EXPECT_NE(ping.AwaitThread(), std::this_thread::get_id());
  queue_->LeaveQuiet();
}

TEST_F(ServingQueueTest, WhatATagEntersIsWrittenBeforeTheThreadWaits) {
  queue_->Start();
  Request request;
  request.SendTo(queue_->queue());
  request.writer->Await();
}

TEST_F(ServingQueueTest, PostedWorkRunsOnTheThread) {
  EXPECT_FALSE(queue_->OnItsThread());
  queue_->Start();
  for (int times = 0; times < 3; ++times) {
    const auto work = std::make_shared<NotedWork>(*queue_);
    queue_->Post(work);
    EXPECT_TRUE(work->Await());
  }
}

TEST_F(ServingQueueTest, WorkPostedAfterStopIsDropped) {
  const auto work = std::make_shared<NotedWork>(*queue_);
  server_->Shutdown();
  queue_->Stop();
  queue_->Post(work);
  EXPECT_EQ(work.use_count(), 1);
  queue_.reset();
}

TEST_F(ServingQueueTest, StopEmptiesTheQuietQueueToo) {
  Ping ping;
  ping.SendTo(queue_->quiet_queue());
  Stop();
  EXPECT_TRUE(ping.came());
}

}  // namespace
}  // namespace wampbridge::bridge
