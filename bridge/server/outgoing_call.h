// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_OUTGOING_CALL_H_
#define BRIDGE_SERVER_OUTGOING_CALL_H_

#include <google/protobuf/arena.h>
#include <grpcpp/support/byte_buffer.h>

#include <optional>
#include <variant>

#include "absl/time/time.h"
#include "bridge/errors/failures.h"
#include "bridge/server/call_answer.h"
#include "bridge/server/routed_request.h"
#include "bridge/server/serving.h"
#include "bridge/server/time_limit.h"
#include "bridge/translate/call_request.h"
#include "bridge/translate/payload_encoder.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "wamp/message_codec.h"

namespace wampbridge::bridge {

// A CallRequest between its octets and the router's answer, as Call,
// CallProgressive and CallDuplex have it in common: checked once, encoded for
// the session that it got, answers put into the form that was asked for. Not
// thread-safe: its handler uses it in one place at a time.
class OutgoingCall {
 public:
  // Whether further chunks follow one.
  enum class Chunk { kMore, kLast };

  OutgoingCall(const Serving& serving, CallShape shape)
      : serving_(serving), shape_(shape) {}

  // Parses and checks the request, and gives its way.
  std::variant<RoutedRequest::Route, Failure> Accept(grpc::ByteBuffer& request,
                                                     ClientTerms client);
  // Checks one that is its caller's, which outlives this; `chunk`: its own
  // arguments are only the first.
  std::variant<RoutedRequest::Route, Failure> Accept(
      const v1::CallRequest& call, Chunk chunk, ClientTerms client);

  // REQUIRES: Accept gave `route`.
  std::optional<Failure> Encode(const RoutedRequest::Route& route,
                                transport::ClientConnection& connection);
  const wamp::EncodedRequest& encoded() const { return encoded_; }
  // A further chunk, with the options of the first. REQUIRES: Encode gave no
  // failure, for the same session.
  std::variant<wamp::EncodedRequest, Failure> EncodeChunk(
      const v1::Payload& payload, Chunk chunk,
      const RoutedRequest::Route& route,
      transport::ClientConnection& connection) const;

  // REQUIRES: Encode gave no failure. The response is good as long as this:
  // for calls with one answer.
  std::variant<v1::CallResponse*, Failure> ResponseFor(
      const wamp::Answered& answered);
  // For calls with many answers: nothing is kept.
  std::variant<grpc::ByteBuffer, Failure> BufferFor(
      const wamp::Answered& answered) const;

 private:
  RoutedRequest::Route::Repeat RepeatOf(const v1::CallRequest& call) const;
  absl::StatusOr<wamp::EncodedPayload> EncodeArguments(
      const v1::Payload& payload, wamp::Serializer serializer) const;
  std::variant<wamp::EncodedRequest, Failure> EncodeWith(
      const wamp::Dict& options, wamp::EncodedPayload payload,
      const RoutedRequest::Route& route,
      transport::ClientConnection& connection) const;

  const Serving& serving_;
  const CallShape shape_;
  google::protobuf::Arena arena_;
  const v1::CallRequest* call_ = nullptr;  // on the arena, or the caller's
  Chunk first_ = Chunk::kLast;
  Strings propagated_;  // goes along with the first chunk
  wamp::Dict options_;  // the first chunk's; empty where it is the only one
  CallAnswerTerms answer_terms_;
  wamp::EncodedRequest encoded_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_OUTGOING_CALL_H_
