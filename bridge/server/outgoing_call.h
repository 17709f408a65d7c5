// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_OUTGOING_CALL_H_
#define BRIDGE_SERVER_OUTGOING_CALL_H_

#include <google/protobuf/arena.h>
#include <grpcpp/support/byte_buffer.h>

#include <optional>
#include <variant>

#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/server/call_answer.h"
#include "bridge/server/routed_request.h"
#include "bridge/server/serving.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "wamp/message_codec.h"

namespace wampbridge::bridge {

// A CallRequest between its octets and the router's answer, as Call and
// CallProgressive have it in common: parsed and checked once, encoded for the
// session that it got, answers put into the form that was asked for. Not
// thread-safe: its handler uses it in one place at a time.
class OutgoingCall {
 public:
  enum class Progress { kNo, kYes };

  OutgoingCall(const Serving& serving, Progress progress)
      : serving_(serving), progress_(progress) {}

  // Parses and checks the request, and gives its way.
  std::variant<RoutedRequest::Route, Failure> Accept(
      grpc::ByteBuffer& request, absl::Time client_deadline);

  // REQUIRES: Accept gave `route`.
  std::optional<Failure> Encode(const RoutedRequest::Route& route,
                                transport::ClientConnection& connection);
  const wamp::EncodedRequest& encoded() const { return encoded_; }

  // REQUIRES: Encode gave no failure. The response is good as long as this.
  std::variant<v1::CallResponse*, Failure> ResponseFor(
      const wamp::Answered& answered);

 private:
  const Serving& serving_;
  const Progress progress_;
  google::protobuf::Arena arena_;
  v1::CallRequest* call_ = nullptr;  // on the arena
  CallAnswerTerms answer_terms_;
  wamp::EncodedRequest encoded_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_OUTGOING_CALL_H_
