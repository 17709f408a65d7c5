// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/outgoing_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "bridge/server/buffers.h"
#include "bridge/server/message_size.h"
#include "bridge/server/time_limit.h"
#include "bridge/translate/payload_encoder.h"
#include "bridge/translate/payload_form.h"

namespace wampbridge::bridge {
namespace {

RoutedRequest::Route RouteOf(const v1::CallRequest& call,
                             const Identity& identity) {
  RoutedRequest::Route route;
  route.identity = &identity;
  route.place = Place::kCall;
  route.pinned = wamp::SessionId{call.options().session_id()};
  route.cancel_mode = CancelModeOf(call);
  return route;
}

}  // namespace

std::variant<RoutedRequest::Route, Failure> OutgoingCall::Accept(
    grpc::ByteBuffer& request, absl::Time client_deadline) {
  auto* call = google::protobuf::Arena::CreateMessage<v1::CallRequest>(&arena_);
  if (!ParseFromBuffer(request, call)) return NotAMessage(*call);
  return Accept(*call, Chunk::kLast, client_deadline);
}

std::variant<RoutedRequest::Route, Failure> OutgoingCall::Accept(
    const v1::CallRequest& call, Chunk chunk, absl::Time client_deadline) {
  call_ = &call;
  first_ = chunk;
  if (absl::Status wrong = CheckCall(call); !wrong.ok()) {
    return Rejected(wrong);
  }
  const auto form = ResolvePayloadForm(call.payload_form(), call.payload());
  if (!form.ok()) return Rejected(form.status());
  answer_terms_.form = *form;
  if (call.options().want_details()) {
    answer_terms_.want_details = WantDetails::kYes;
  }
  const auto chosen = serving_.identities.Choose(call.identity());
  if (const auto* failure = std::get_if<Failure>(&chosen)) return *failure;
  RoutedRequest::Route route =
      RouteOf(call, *std::get<const Identity*>(chosen));
  ClientPatience patience{.timeout = std::nullopt, .deadline = client_deadline};
  if (call.has_timeout()) patience.timeout = FromProto(call.timeout());
  route.limit = CallLimit(patience, serving_.limits, serving_.deadlines->Now());
  return route;
}

std::optional<Failure> OutgoingCall::Encode(
    const RoutedRequest::Route& route,
    transport::ClientConnection& connection) {
  answer_terms_.serializer = connection.serializer();
  answer_terms_.session = connection.session_id();
  const CallTerms terms{.shape = shape_,
                        .more = first_ == Chunk::kMore,
                        .remaining = route.limit - serving_.deadlines->Now()};
  auto options =
      CallOptionsFor(*call_, TraitsOf(*route.identity, connection), terms);
  if (!options.ok()) return Rejected(options.status());
  auto encoded = EncodeWith(*options, call_->payload(), route, connection);
  if (auto* failure = std::get_if<Failure>(&encoded)) {
    return std::move(*failure);
  }
  encoded_ = std::get<wamp::EncodedRequest>(std::move(encoded));
  if (terms.more) options_ = *std::move(options);
  return std::nullopt;
}

std::variant<wamp::EncodedRequest, Failure> OutgoingCall::EncodeChunk(
    const v1::Payload& payload, Chunk chunk, const RoutedRequest::Route& route,
    transport::ClientConnection& connection) const {
  if (chunk == Chunk::kMore) {
    return EncodeWith(options_, payload, route, connection);
  }
  wamp::Dict options = options_;
  options.Erase("progress");
  return EncodeWith(options, payload, route, connection);
}

std::variant<wamp::EncodedRequest, Failure> OutgoingCall::EncodeWith(
    const wamp::Dict& options, const v1::Payload& payload,
    const RoutedRequest::Route& route,
    transport::ClientConnection& connection) const {
  const wamp::Serializer serializer = connection.serializer();
  const auto bytes = EncodePayload(payload, serializer);
  if (!bytes.ok()) return Rejected(bytes.status());
  if (!call_->options().ppt_scheme().empty()) {
    const absl::Status wrong = CheckPassthruPayload(*bytes, serializer);
    if (!wrong.ok()) return Rejected(wrong);
  }
  auto encoded =
      wamp::EncodeCall(serializer, options, call_->procedure(), bytes->view());
  if (!encoded.ok()) return Rejected(encoded.status());
  if (auto failure =
          CheckMessageSize(*encoded, route.identity->router, connection)) {
    return *std::move(failure);
  }
  return *std::move(encoded);
}

std::variant<v1::CallResponse*, Failure> OutgoingCall::ResponseFor(
    const wamp::Answered& answered) {
  auto* response =
      google::protobuf::Arena::CreateMessage<v1::CallResponse>(&arena_);
  if (auto failure =
          FillCallAnswer(answered, answer_terms_, serving_.errors, response)) {
    return *std::move(failure);
  }
  return response;
}

std::variant<grpc::ByteBuffer, Failure> OutgoingCall::BufferFor(
    const wamp::Answered& answered) const {
  google::protobuf::Arena arena;
  auto* response =
      google::protobuf::Arena::CreateMessage<v1::CallResponse>(&arena);
  if (auto failure =
          FillCallAnswer(answered, answer_terms_, serving_.errors, response)) {
    return *std::move(failure);
  }
  const size_t size = response->ByteSizeLong();
  const size_t limit = serving_.limits.grpc_message_bytes_max;
  if (size > limit) {
    return OutcomeUnknown(
        grpc::StatusCode::RESOURCE_EXHAUSTED,
        absl::StrCat("a result has ", size,
                     " octets, more than grpc.max_message_bytes (", limit,
                     ")"));
  }
  return SerializeToBuffer(*response);
}

}  // namespace wampbridge::bridge
