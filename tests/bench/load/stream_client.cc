// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load/stream_client.h"

#include <grpcpp/client_context.h>

#include <chrono>
#include <deque>

#include "tests/bench/load/unary_client.h"
#include "tests/bench/process/usage.h"

namespace wampbridge::bench {
namespace {

constexpr char kMethod[] = "/wampbridge.v1.WampBridge/Subscribe";
constexpr std::chrono::seconds kSilenceMax{30};

}  // namespace

struct StreamClient::Stream {
  enum class Stage { kStarting, kWriting, kReading } stage = Stage::kStarting;
  std::string request;
  int frames = 0;
  grpc::ClientContext context;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> rpc;
  grpc::ByteBuffer frame;
};

StreamClient::StreamClient(const std::string& target)
    : channel_(NewChannel(target)), stub_(channel_) {}

StreamClient::~StreamClient() {
  for (const auto& stream : streams_) stream->context.TryCancel();
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

absl::Status StreamClient::Open(const std::vector<std::string>& requests,
                                int first_frames) {
  first_frames_ = first_frames;
  for (const std::string& request : requests) {
    auto stream = std::make_unique<Stream>();
    stream->request = request;
    stream->context.set_wait_for_ready(true);
    stream->rpc = stub_.PrepareCall(&stream->context, kMethod, &queue_);
    stream->rpc->StartCall(stream.get());
    streams_.push_back(std::move(stream));
  }
  int64_t early = 0;
  while (open_ < streams_.size()) {
    if (absl::Status status = Step(&early); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void StreamClient::StartReading(Stream* stream) {
  stream->stage = Stream::Stage::kReading;
  stream->rpc->Read(&stream->frame, stream);
}

absl::Status StreamClient::Step(int64_t* deliveries) {
  void* tag = nullptr;
  bool ok = false;
  if (queue_.AsyncNext(&tag, &ok,
                       std::chrono::system_clock::now() + kSilenceMax) !=
      grpc::CompletionQueue::GOT_EVENT) {
    return absl::DeadlineExceededError("a Subscribe stream says nothing");
  }
  auto* const stream = static_cast<Stream*>(tag);
  if (!ok) return absl::UnavailableError("a Subscribe stream has ended");
  switch (stream->stage) {
    case Stream::Stage::kStarting:
      stream->stage = Stream::Stage::kWriting;
      stream->rpc->WriteLast(ToBuffer(stream->request), grpc::WriteOptions(),
                             stream);
      break;
    case Stream::Stage::kWriting:
      StartReading(stream);
      break;
    case Stream::Stage::kReading:
      if (++stream->frames == first_frames_) ++open_;
      if (stream->frames > first_frames_) ++*deliveries;
      StartReading(stream);
      break;
  }
  return absl::OkStatus();
}

absl::Status StreamClient::Run(const Events& events, MeasuredWindow& window) {
  std::deque<int64_t> begun(events.in_flight, NowNanoseconds());
  absl::Status status = events.publish(events.in_flight);
  int64_t delivered = 0;  // of the oldest event, as if they came one by one
  while (status.ok() && !begun.empty()) {
    status = Step(&delivered);
    if (delivered < events.deliveries_per_event) continue;
    delivered -= events.deliveries_per_event;
    const int64_t begin = begun.front();
    begun.pop_front();
    if (!window.AddMany(events.deliveries_per_event, begin)) continue;
    begun.push_back(NowNanoseconds());
    status.Update(events.publish(1));
  }
  return status;
}

}  // namespace wampbridge::bench
