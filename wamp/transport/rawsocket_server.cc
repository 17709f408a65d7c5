// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/rawsocket_server.h"

#include <utility>

#include "wamp/transport/rawsocket_codec.h"
#include "wamp/transport/stream_transport.h"

namespace wampbridge::transport {

RawSocketServer::RawSocketServer(std::unique_ptr<ByteStream> stream,
                                 std::vector<wamp::Serializer> serializers,
                                 size_t message_bytes_max)
    : stream_(std::move(stream)),
      serializers_(std::move(serializers)),
      limit_(RawSocketLimit(message_bytes_max)) {}

void RawSocketServer::Start(Done done) {
  done_ = std::move(done);
  Read();
}

void RawSocketServer::Cancel() {
  done_ = nullptr;
  if (stream_ != nullptr) stream_->Close();
}

void RawSocketServer::Read() {
  stream_->AsyncRead(reinterpret_cast<char*>(request_.data()) + requested_,
                     request_.size() - requested_,
                     [self = shared_from_this()](const IoResult& result) {
                       if (self->done_ != nullptr) self->HandleRead(result);
                     });
}

void RawSocketServer::HandleRead(const IoResult& result) {
  if (result.outcome != IoResult::Outcome::kDone) {
    Finish(absl::UnavailableError(
        "the connection ended in the RawSocket handshake"));
    return;
  }
  requested_ += result.octets;
  if (requested_ < request_.size()) {
    Read();
  } else {
    HandleRequest();
  }
}

void RawSocketServer::HandleRequest() {
  const HandshakeRequest request =
      ParseHandshakeRequest(request_, serializers_);
  RawSocketHandshake answer;
  if (request.terms) {
    terms_ = request.terms;
    answer = MakeHandshake(terms_->serializer, limit_);
  } else if (request.refusal) {
    answer = MakeRefusal(*request.refusal);
  } else {
    Finish(absl::FailedPreconditionError("the peer does not speak RawSocket"));
    return;
  }
  unwritten_.assign(answer.begin(), answer.end());
  Write();
}

void RawSocketServer::Write() {
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
  } else if (result.outcome == IoResult::Outcome::kFailed) {
    Finish(result.error);
  } else if (!terms_) {
    Finish(absl::FailedPreconditionError(
        "the peer's RawSocket handshake was refused"));
  } else {
    Finish(std::make_shared<StreamTransport>(
        std::move(stream_),
        std::make_unique<RawSocketCodec>(RawSocketTerms{
            terms_->serializer, limit_, terms_->message_bytes_max})));
  }
}

void RawSocketServer::Finish(
    absl::StatusOr<std::shared_ptr<Transport>> result) {
  if (stream_ != nullptr) stream_->Close();
  Done done = std::move(done_);
  done_ = nullptr;
  done(std::move(result));
}

}  // namespace wampbridge::transport
