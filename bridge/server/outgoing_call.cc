// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/outgoing_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/server/buffers.h"
#include "bridge/server/message_size.h"
#include "bridge/server/permitted_identity.h"
#include "bridge/translate/payload_form.h"

namespace wampbridge::bridge {
namespace {

RoutedRequest::Route RouteOf(const v1::CallRequest& call,
                             Identities::Pointer identity) {
  RoutedRequest::Route route;
  route.identity = std::move(identity);
  route.place = Place::kCall;
  route.pinned = wamp::SessionId{call.options().session_id()};
  route.cancel_mode = CancelModeOf(call);
  return route;
}

}  // namespace

std::variant<RoutedRequest::Route, Failure> OutgoingCall::Accept(
    grpc::ByteBuffer& request, ClientTerms client) {
  auto* call = google::protobuf::Arena::CreateMessage<v1::CallRequest>(&arena_);
  if (!ParseFromBuffer(request, call)) return NotAMessage(*call);
  return Accept(*call, Chunk::kLast, std::move(client));
}

std::variant<RoutedRequest::Route, Failure> OutgoingCall::Accept(
    const v1::CallRequest& call, Chunk chunk, ClientTerms client) {
  call_ = &call;
  first_ = chunk;
  propagated_ = std::move(client.metadata);
  // With rules, it is they that say who may.
  const CallRights rights{.session_kill = serving_.gatekeeper.has_rules()};
  if (absl::Status wrong = CheckCall(call, rights); !wrong.ok()) {
    return Rejected(wrong);
  }
  const auto form = ResolvePayloadForm(call.payload_form(), call.payload());
  if (!form.ok()) return Rejected(form.status());
  answer_terms_.form = *form;
  if (call.options().want_details()) {
    answer_terms_.want_details = WantDetails::kYes;
  }
  const Wish wish{.action = Action::kCall, .uri = call.procedure()};
  auto chosen =
      PermittedIdentity(serving_, *client.caller, call.identity(), {&wish, 1});
  if (const auto* failure = std::get_if<Failure>(&chosen)) return *failure;
  RoutedRequest::Route route =
      RouteOf(call, std::get<Identities::Pointer>(std::move(chosen)));
  route.repeat = RepeatOf(call);
  route.labelled = serving_.uri_labels.Of(call.procedure());
  route.trace = std::move(client.trace);
  if (route.trace != nullptr) {
    route.trace->Note("wamp.procedure", call.procedure());
  }
  ClientPatience patience{.timeout = std::nullopt, .deadline = client.deadline};
  if (call.has_timeout()) patience.timeout = FromProto(call.timeout());
  route.limit =
      CallLimit(patience, serving_.limits.Get(), serving_.deadlines->Now());
  return route;
}

RoutedRequest::Route::Repeat OutgoingCall::RepeatOf(
    const v1::CallRequest& call) const {
  using Repeat = RoutedRequest::Route::Repeat;
  // Once a session has its first chunk, the next ones are being read.
  if (shape_ == CallShape::kCallDuplex) return Repeat::kUnlessTaken;
  return call.options().idempotent() ||
                 serving_.retries.MayRunTwice(call.procedure())
             ? Repeat::kEvenIfRun
             : Repeat::kUnlessHanded;
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
  const wamp::Serializer serializer = connection.serializer();
  auto payload = EncodeArguments(call_->payload(), serializer);
  if (!payload.ok()) return Rejected(payload.status());
  const absl::Status carried =
      route.identity->metadata.Add(call_->options(), route.Along(propagated_),
                                   {serializer, &*options, &*payload});
  if (!carried.ok()) return Rejected(carried);
  auto encoded = EncodeWith(*options, *std::move(payload), route, connection);
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
  auto arguments = EncodeArguments(payload, connection.serializer());
  if (!arguments.ok()) return Rejected(arguments.status());
  if (chunk == Chunk::kMore) {
    return EncodeWith(options_, *std::move(arguments), route, connection);
  }
  wamp::Dict options = options_;
  options.Erase("progress");
  return EncodeWith(options, *std::move(arguments), route, connection);
}

absl::StatusOr<wamp::EncodedPayload> OutgoingCall::EncodeArguments(
    const v1::Payload& payload, wamp::Serializer serializer) const {
  auto encoded = EncodePayload(payload, serializer);
  if (!encoded.ok() || call_->options().ppt_scheme().empty()) return encoded;
  absl::Status wrong = CheckPassthruPayload(*encoded, serializer);
  if (!wrong.ok()) return wrong;
  return encoded;
}

std::variant<wamp::EncodedRequest, Failure> OutgoingCall::EncodeWith(
    const wamp::Dict& options, wamp::EncodedPayload payload,
    const RoutedRequest::Route& route,
    transport::ClientConnection& connection) const {
  auto encoded = wamp::EncodeCall(connection.serializer(), options,
                                  call_->procedure(), std::move(payload));
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
  const size_t limit = serving_.limits.Get().grpc_message_bytes_max;
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
