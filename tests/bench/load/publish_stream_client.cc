// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load/publish_stream_client.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <grpcpp/client_context.h>

#include <array>
#include <chrono>
#include <deque>

#include "absl/strings/str_cat.h"
#include "tests/bench/load/unary_client.h"
#include "tests/bench/process/usage.h"

namespace wampbridge::bench {
namespace {

constexpr char kMethod[] = "/wampbridge.v1.WampBridge/PublishStream";
constexpr std::chrono::seconds kSilenceMax{30};

// PublishStreamRequest{sequence = 1, publish = 2} around what is serialised.
std::string Message(uint64_t sequence, const std::string& publish) {
  constexpr uint8_t kSequenceTag = 1 << 3;
  constexpr uint8_t kPublishTag = (2 << 3) | 2;
  std::string octets;
  google::protobuf::io::StringOutputStream stream(&octets);
  google::protobuf::io::CodedOutputStream out(&stream);
  out.WriteTag(kSequenceTag);
  out.WriteVarint64(sequence);
  out.WriteTag(kPublishTag);
  out.WriteVarint32(static_cast<uint32_t>(publish.size()));
  out.WriteString(publish);
  out.Trim();
  return octets;
}

}  // namespace

// One stream from its start to its status.
class PublishStreamClient::Stream {
 public:
  Stream(PublishStreamClient& client, const Load& load, MeasuredWindow& window)
      : client_(client), load_(load), window_(window) {
    context_.set_wait_for_ready(true);
    rpc_ = client_.stub_.PrepareCall(&context_, kMethod, &client_.queue_);
    rpc_->StartCall(Tag(Event::kStarted));
  }

  absl::Status Run() {
    while (!finished_) {
      void* tag = nullptr;
      bool ok = false;
      if (client_.queue_.AsyncNext(
              &tag, &ok, std::chrono::system_clock::now() + kSilenceMax) !=
          grpc::CompletionQueue::GOT_EVENT) {
        return absl::DeadlineExceededError("a PublishStream says nothing");
      }
      Handle(static_cast<Event>(static_cast<char*>(tag) - tags_.data()), ok);
    }
    if (status_.ok() && window_.over()) return absl::OkStatus();
    return absl::UnknownError(
        absl::StrCat("PublishStream ended: ", status_.error_message()));
  }

 private:
  enum class Event { kStarted, kWritten, kRead, kFinished };

  void* Tag(Event event) { return &tags_[static_cast<size_t>(event)]; }

  void Handle(Event event, bool ok) {
    switch (event) {
      case Event::kStarted:
        Read();
        Write();
        break;
      case Event::kWritten:
        writing_ = false;
        if (load_.unanswered_max == 0) window_.AddMany(1, 0);
        if (ok && !closed_) Write();
        break;
      case Event::kRead:
        if (!ok) {
          rpc_->Finish(&status_, Tag(Event::kFinished));
          break;
        }
        HandleAnswer();
        Read();
        break;
      case Event::kFinished:
        finished_ = true;
        break;
    }
  }

  void HandleAnswer() {
    if (unanswered_.empty()) return;
    window_.AddMany(1, unanswered_.front());
    unanswered_.pop_front();
    if (!writing_ && !closed_) Write();
  }

  void Read() { rpc_->Read(&answer_, Tag(Event::kRead)); }

  void Write() {
    if (window_.over()) {
      closed_ = writing_ = true;
      rpc_->WritesDone(Tag(Event::kWritten));
      return;
    }
    if (load_.unanswered_max > 0) {
      if (static_cast<int>(unanswered_.size()) >= load_.unanswered_max) return;
      unanswered_.push_back(NowNanoseconds());
    }
    writing_ = true;
    rpc_->Write(ToBuffer(Message(++sequence_, load_.publish)),
                Tag(Event::kWritten));
  }

  PublishStreamClient& client_;
  const Load& load_;
  MeasuredWindow& window_;
  std::array<char, 4> tags_{};  // their addresses stand for the events
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> rpc_;
  grpc::ByteBuffer answer_;
  grpc::Status status_;
  std::deque<int64_t> unanswered_;  // when each was written
  uint64_t sequence_ = 0;
  bool writing_ = false;
  bool closed_ = false;
  bool finished_ = false;
};

PublishStreamClient::PublishStreamClient(const std::string& target)
    : channel_(NewChannel(target)), stub_(channel_) {}

PublishStreamClient::~PublishStreamClient() {
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

absl::Status PublishStreamClient::Run(const Load& load,
                                      MeasuredWindow& window) {
  return Stream(*this, load, window).Run();
}

}  // namespace wampbridge::bench
