// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/call_duplex_handler.h"

#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "bridge/server/buffers.h"
#include "bridge/server/message_size.h"

namespace wampbridge::bridge {

// Calls SendNext on the queue's thread, behind the tags that are there.
class CallDuplexHandler::Later final : public ServingQueue::Work {
 public:
  explicit Later(std::weak_ptr<Rpc> handler) : handler_(std::move(handler)) {}

  void OnPosted() override {
    if (const auto self = handler_.lock()) {
      std::static_pointer_cast<CallDuplexHandler>(self)->SendNext();
    }
  }

 private:
  const std::weak_ptr<Rpc> handler_;
};

void CallDuplexHandler::Offer(BridgeService& service, Serving& serving,
                              ServingQueue& queue) {
  const auto handler =
      std::make_shared<CallDuplexHandler>(service, serving, queue);
  service.RequestCallDuplex(&handler->context(), handler->stream(),
                            queue.queue(), queue.queue(), handler->ArmStart());
}

void CallDuplexHandler::OnStart(const std::optional<Failure>& refusal) {
  if (refusal) return EndUnbegun(*refusal);
  const std::weak_ptr<Rpc> weak = weak_from_this();
  const absl::Duration limit = serving().limits.Get().call_timeout;
  first_limit_ =
      std::make_unique<Alarm>(*serving().deadlines, [this, weak, limit] {
        const auto self = weak.lock();
        if (self == nullptr) return;
        EndUnbegun(NotSent(grpc::StatusCode::DEADLINE_EXCEEDED,
                           absl::StrCat("no first message within ",
                                        absl::FormatDuration(limit))));
      });
  first_limit_->SetAfter(limit);
  later_ = std::make_unique<Alarm>(*serving().deadlines, [this, weak] {
    if (const auto self = weak.lock()) {
      serving_queue().Post(std::make_shared<Later>(weak));
    }
  });
  Read();
}

void CallDuplexHandler::OnDrain() { EndUnbegun(DrainingFailure()); }

void CallDuplexHandler::EndUnbegun(const Failure& failure) {
  if (!begun_.exchange(true)) End({failure});
}

void CallDuplexHandler::Read() {
  if (!BeginOperation()) return;
  stream()->Read(&octets_, read_.Arm(SharedThis()));
}

void CallDuplexHandler::OnRead(bool ok) {
  if (!ok) {
    OnReadEnd();
  } else if (expected_ == Expected::kCall) {
    AcceptCall();
  } else {
    AcceptChunk();
  }
  EndOperation();
}

void CallDuplexHandler::OnReadEnd() {
  switch (std::exchange(expected_, Expected::kNothing)) {
    case Expected::kCall:
      return EndUnbegun(Rejected(absl::InvalidArgumentError(
          "call: required in the first message, but none came")));
    case Expected::kChunk:
      if (EncodeNext(v1::Payload(), Chunk::kLast)) {
        later_->SetAfter(kHalfCloseGrace);
      }
      return;
    case Expected::kNothing:
      return;
  }
}

std::optional<Failure> CallDuplexHandler::CheckFirst() const {
  if (!first_.has_call()) {
    return Rejected(
        absl::InvalidArgumentError("call: required in the first message"));
  }
  if (first_.has_payload()) {
    return Rejected(absl::InvalidArgumentError(
        "payload: the first message has its arguments in call.payload"));
  }
  return std::nullopt;
}

void CallDuplexHandler::AcceptCall() {
  if (begun_.exchange(true)) return;  // it has ended
  first_limit_->Clear();
  const bool parsed = ParseFromBuffer(octets_, &first_);
  octets_.Clear();
  if (!parsed) return End({NotAMessage(first_)});
  if (const auto wrong = CheckFirst()) return End({wrong});
  expected_ = first_.last() ? Expected::kNothing : Expected::kChunk;
  const auto accepted =
      call().Accept(first_.call(), first_.last() ? Chunk::kLast : Chunk::kMore,
                    TermsOfClient());
  if (const auto* failure = std::get_if<Failure>(&accepted)) {
    return End({*failure});
  }
  const Route& route = std::get<Route>(accepted);
  ActFor(*route.identity);
  CountAs(route.labelled);
  Begin(route);
}

void CallDuplexHandler::AcceptChunk() {
  v1::CallDuplexRequest message;
  const bool parsed = ParseFromBuffer(octets_, &message);
  octets_.Clear();
  if (!parsed) return GiveUpAfter(NotAMessage(message));
  if (expected_ == Expected::kNothing) {
    return GiveUpAfter(Rejected(absl::InvalidArgumentError(
        "a message came after the one with `last`")));
  }
  if (message.has_call()) {
    return GiveUpAfter(Rejected(absl::InvalidArgumentError(
        "call: only the first message of a stream has one")));
  }
  if (message.last()) expected_ = Expected::kNothing;
  if (EncodeNext(message.payload(),
                 message.last() ? Chunk::kLast : Chunk::kMore)) {
    SendNext();
  }
}

void CallDuplexHandler::GiveUpAfter(Failure failure) {
  failure.outcome = Outcome::kUnknown;
  GiveUp(std::move(failure));
}

bool CallDuplexHandler::EncodeNext(const v1::Payload& payload, Chunk chunk) {
  auto encoded = call().EncodeChunk(payload, chunk, route(), connection());
  if (auto* failure = std::get_if<Failure>(&encoded)) {
    GiveUpAfter(std::move(*failure));
    return false;
  }
  chunk_ = std::get<wamp::EncodedRequest>(std::move(encoded));
  return true;
}

void CallDuplexHandler::SendNext() {
  if (!chunk_) return;
  const absl::Status sent = SendMore(*chunk_);
  // Its size was checked: the session's write buffer has no room.
  if (absl::IsResourceExhausted(sent)) return later_->SetAfter(kRetryAfter);
  chunk_.reset();
  // Otherwise the last answer, or the loss of the session, is on its way.
  if (sent.ok()) Read();
}

}  // namespace wampbridge::bridge
