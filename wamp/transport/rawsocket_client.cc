// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/rawsocket_client.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "wamp/transport/rawsocket_codec.h"
#include "wamp/transport/stream_transport.h"

namespace wampbridge::transport {
namespace {

// Crossbar takes the octet of a frame of exactly 2^24 for a length that is too
// large, so none of that size is sent.
constexpr size_t kSentBytesMax = kRawSocketMessageBytesMax - 1;

constexpr char kStep[] = "RawSocket handshake: ";

}  // namespace

RawSocketClient::RawSocketClient(std::unique_ptr<ByteStream> stream,
                                 wamp::Serializer serializer,
                                 size_t message_bytes_max)
    : stream_(std::move(stream)),
      serializer_(serializer),
      limit_(RawSocketLimit(message_bytes_max)) {}

void RawSocketClient::Start(Done done) {
  done_ = std::move(done);
  const RawSocketHandshake request = MakeHandshake(serializer_, limit_);
  unwritten_.assign(request.begin(), request.end());
  Write();
}

void RawSocketClient::Cancel() {
  done_ = nullptr;
  if (stream_ != nullptr) stream_->Close();
}

void RawSocketClient::Write() {
  IoResult result;
  while (!unwritten_.empty() && result.outcome == IoResult::Outcome::kDone) {
    result = stream_->Write(unwritten_);
    unwritten_.erase(0, result.octets);
  }
  if (unwritten_.empty()) result = stream_->Flush();
  if (result.outcome == IoResult::Outcome::kBlocked) {
    stream_->WaitWritable([self = shared_from_this()] {
      if (self->done_ != nullptr) self->Write();
    });
    return;
  }
  Read();  // which also tells why writing failed
}

void RawSocketClient::Read() {
  stream_->AsyncRead(reinterpret_cast<char*>(answer_.data()) + answered_,
                     answer_.size() - answered_,
                     [self = shared_from_this()](const IoResult& result) {
                       if (self->done_ != nullptr) self->HandleRead(result);
                     });
}

void RawSocketClient::HandleRead(const IoResult& result) {
  if (result.outcome == IoResult::Outcome::kFailed &&
      !absl::IsUnavailable(result.error)) {
    Finish(result.error);
    return;
  }
  if (result.outcome != IoResult::Outcome::kDone) {
    const std::string how = result.outcome == IoResult::Outcome::kEnd
                                ? "the router closed the connection"
                                : std::string(result.error.message());
    Finish(absl::UnimplementedError(absl::StrCat(
        kStep, how,
        " instead of answering: it may not speak RawSocket there, or not with "
        "this serializer")));
    return;
  }
  answered_ += result.octets;
  if (answered_ < answer_.size()) {
    Read();
    return;
  }
  const auto terms = ParseHandshakeAnswer(answer_, serializer_);
  if (!terms.ok()) {
    Finish(absl::Status(terms.status().code(),
                        absl::StrCat(kStep, terms.status().message())));
    return;
  }
  Finish(std::make_shared<StreamTransport>(
      std::move(stream_),
      std::make_unique<RawSocketCodec>(
          RawSocketTerms{serializer_, limit_,
                         std::min(terms->message_bytes_max, kSentBytesMax)})));
}

void RawSocketClient::Finish(
    absl::StatusOr<std::shared_ptr<Transport>> result) {
  if (stream_ != nullptr) stream_->Close();
  Done done = std::move(done_);
  done_ = nullptr;
  done(std::move(result));
}

}  // namespace wampbridge::transport
