// SPDX-License-Identifier: Apache-2.0
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/wampbridge/v1/bridge.grpc.pb.h"
#include "tests/bench/roles/roles.h"

namespace wampbridge::bench {
namespace {

constexpr int64_t kStep = 100;  // events between two lines

// Subscribe streams over one connection, all of one topic, whose events carry
// 0, 1, 2 … as their first argument. Nothing may be missing. For one thread.
class Readers {
 public:
  Readers(const std::string& target, std::string topic)
      : stub_(v1::WampBridge::NewStub(
            grpc::CreateChannel(target, grpc::InsecureChannelCredentials()))),
        topic_(std::move(topic)) {}

  // Returns when all are subscribed.
  absl::Status Open(int count) {
    v1::SubscribeRequest request;
    request.add_topics()->set_uri(topic_);
    for (int i = 0; i < count; ++i) {
      auto stream = std::make_unique<Stream>();
      stream->reader = stub_->AsyncSubscribe(&stream->context, request, &queue_,
                                             stream.get());
      streams_.push_back(std::move(stream));
    }
    while (subscribed_ < count) {
      if (absl::Status status = Step(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Tells each time that all streams have been given another kStep events;
  // returns when all have been given `events`.
  absl::Status Read(int64_t events) {
    while (slowest_ < events) {
      if (absl::Status status = Step(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  struct Stream {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientAsyncReader<v1::SubscribeResponse>> reader;
    v1::SubscribeResponse frame;
    bool started = false;
    int64_t events = 0;
  };

  absl::Status Step() {
    void* tag = nullptr;
    bool ok = false;
    queue_.Next(&tag, &ok);
    auto* const stream = static_cast<Stream*>(tag);
    if (!ok) return absl::UnavailableError("a stream has ended");
    if (stream->started) {
      if (absl::Status status = Take(stream); !status.ok()) return status;
    }
    stream->started = true;
    stream->reader->Read(&stream->frame, stream);
    return absl::OkStatus();
  }

  absl::Status Take(Stream* stream) {
    if (stream->frame.has_subscribed()) {
      ++subscribed_;
      return absl::OkStatus();
    }
    const auto& args = stream->frame.event().payload().arguments().args();
    if (!stream->frame.has_event() || args.empty() ||
        args[0].int64_value() != stream->events) {
      return absl::DataLossError(absl::StrCat("instead of event ",
                                              stream->events, ": ",
                                              stream->frame.DebugString()));
    }
    // Counted by event, so that the slowest stream is known without a search.
    const auto event = static_cast<size_t>(stream->events++);
    if (event >= given_.size()) given_.resize(event + 1);
    if (++given_[event] == streams_.size()) {
      slowest_ = stream->events;
      if (slowest_ % kStep == 0) Tell(absl::StrCat("at ", slowest_));
    }
    return absl::OkStatus();
  }

  const std::unique_ptr<v1::WampBridge::Stub> stub_;
  const std::string topic_;
  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<Stream>> streams_;
  int subscribed_ = 0;
  int64_t slowest_ = 0;        // events that all streams have been given
  std::vector<size_t> given_;  // event -> streams that have been given it
};

}  // namespace

absl::Status RunReader(const Arguments& arguments) {
  const auto streams = arguments.Number("streams", 1);
  if (!streams.ok()) return streams.status();
  const auto events = arguments.Number("events", 1);
  if (!events.ok()) return events.status();
  // The process ends without its destructor: streams are still being read.
  auto* const readers =
      new Readers(arguments.Text("target"), arguments.Text("topic"));
  absl::Status status = readers->Open(static_cast<int>(*streams));
  if (!status.ok()) return status;
  Tell("ready");
  status = readers->Read(static_cast<int64_t>(*events));
  if (!status.ok()) return status;
  AwaitEnd();
  return absl::OkStatus();
}

}  // namespace wampbridge::bench
