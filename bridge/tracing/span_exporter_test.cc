// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/span_exporter.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace wampbridge::bridge {
namespace {

namespace service = opentelemetry::proto::collector::trace::v1;
using testing::ElementsAre;

// A receiver inside this process, which answers as the test says.
class Receiver final : public service::TraceService::Service {
 public:
  using Answer = std::function<grpc::Status(int request)>;

  explicit Receiver(Answer answer) : answer_(std::move(answer)) {
    grpc::ServerBuilder builder;
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~Receiver() override { server_->Shutdown(); }

  std::shared_ptr<grpc::Channel> channel() {
    return server_->InProcessChannel(grpc::ChannelArguments());
  }
  std::vector<std::string> names() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return names_;
  }
  void AwaitRequests(int count) {
    std::unique_lock<std::mutex> lock(mutex_);
    came_.wait(lock, [&] { return requests_ >= count; });
  }
  std::atomic<int64_t> rejected{0};

 private:
  grpc::Status Export(grpc::ServerContext* /*context*/,
                      const service::ExportTraceServiceRequest* request,
                      service::ExportTraceServiceResponse* response) override {
    int number = 0;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      number = ++requests_;
      came_.notify_all();
    }
    const grpc::Status status = answer_(number);
    if (!status.ok()) return status;
    if (rejected > 0) {
      response->mutable_partial_success()->set_rejected_spans(rejected);
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& span : request->resource_spans(0).scope_spans(0).spans()) {
      names_.push_back(span.name());
    }
    return status;
  }

  const Answer answer_;
  std::mutex mutex_;
  std::condition_variable came_;
  int requests_ = 0;
  std::vector<std::string> names_;
  std::unique_ptr<grpc::Server> server_;
};

class SpanExporterTest : public testing::Test {
 protected:
  void Push(std::initializer_list<std::string> names) {
    std::vector<Span> spans;
    for (const std::string& name : names) {
      Span& span = spans.emplace_back();
      span.name = name;
      span.start = span.end = absl::UnixEpoch();
    }
    queue_.Push(std::move(spans));
  }
  static SpanExporter::Options Quick() {
    SpanExporter::Options options;
    options.retry_after = absl::Milliseconds(1);
    options.pause = absl::Milliseconds(1);
    return options;
  }

  SpanQueue queue_{100};
};

TEST_F(SpanExporterTest, SpansArriveInOrder) {
  Receiver receiver([](int) { return grpc::Status::OK; });
  SpanExporter::Options options = Quick();
  options.batch = 2;
  SpanExporter exporter(queue_, receiver.channel(), options);
  Push({"a", "b", "c"});
  exporter.Stop(absl::InfiniteDuration());
  EXPECT_THAT(receiver.names(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(exporter.exported(), 3);
  EXPECT_EQ(exporter.failed(), 0);
}

TEST_F(SpanExporterTest, WhatCannotBeTakenNowIsTriedAgain) {
  Receiver receiver([](int request) {
    return request < 3 ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "later")
                       : grpc::Status::OK;
  });
  SpanExporter exporter(queue_, receiver.channel(), Quick());
  Push({"a"});
  receiver.AwaitRequests(3);
  exporter.Stop(absl::InfiniteDuration());
  EXPECT_THAT(receiver.names(), ElementsAre("a"));
  EXPECT_EQ(exporter.exported(), 1);
}

TEST_F(SpanExporterTest, WhatIsRefusedIsCountedAndNotTriedAgain) {
  Receiver receiver([](int request) {
    return request == 1 ? grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no")
                        : grpc::Status::OK;
  });
  SpanExporter::Options options = Quick();
  options.batch = 1;
  SpanExporter exporter(queue_, receiver.channel(), options);
  Push({"a"});
  receiver.AwaitRequests(1);
  Push({"b"});
  exporter.Stop(absl::InfiniteDuration());
  EXPECT_THAT(receiver.names(), ElementsAre("b"));
  EXPECT_EQ(exporter.failed(), 1);
  EXPECT_EQ(exporter.exported(), 1);
}

grpc::Status Exhausted(bool says_when) {
  google::rpc::Status details;
  if (says_when) details.add_details()->PackFrom(google::rpc::RetryInfo());
  return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "full",
                      details.SerializeAsString());
}

TEST_F(SpanExporterTest, FullReceiverIsAskedAgainOnlyWhereItSaysWhen) {
  Receiver receiver([](int request) {
    return request < 3 ? Exhausted(request == 2) : grpc::Status::OK;
  });
  SpanExporter::Options options = Quick();
  options.batch = 1;
  SpanExporter exporter(queue_, receiver.channel(), options);
  Push({"a"});
  receiver.AwaitRequests(1);
  Push({"b"});
  receiver.AwaitRequests(3);
  exporter.Stop(absl::InfiniteDuration());
  EXPECT_THAT(receiver.names(), ElementsAre("b"));
  EXPECT_EQ(exporter.failed(), 1);
}

TEST_F(SpanExporterTest, PartlyRejectedSpansAreCounted) {
  Receiver receiver([](int) { return grpc::Status::OK; });
  receiver.rejected = 2;
  SpanExporter exporter(queue_, receiver.channel(), Quick());
  Push({"a", "b", "c"});
  exporter.Stop(absl::InfiniteDuration());
  EXPECT_EQ(exporter.failed(), 2);
  EXPECT_EQ(exporter.exported(), 1);
}

TEST_F(SpanExporterTest, ReceiverThatNeverAnswersDoesNotHoldUpTheEnd) {
  std::promise<void> over;
  Receiver receiver([&over](int) {
    over.get_future().wait();
    return grpc::Status::OK;
  });
  SpanExporter exporter(queue_, receiver.channel(), Quick());
  Push({"a"});
  receiver.AwaitRequests(1);
  exporter.Stop(absl::Milliseconds(1));
  EXPECT_EQ(exporter.failed(), 1);
  over.set_value();
}

}  // namespace
}  // namespace wampbridge::bridge
