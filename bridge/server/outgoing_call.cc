// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/outgoing_call.h"

#include <utility>

#include "bridge/errors/failures.h"
#include "bridge/server/buffers.h"
#include "bridge/server/message_size.h"
#include "bridge/server/time_limit.h"
#include "bridge/translate/call_request.h"
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
  call_ = google::protobuf::Arena::CreateMessage<v1::CallRequest>(&arena_);
  if (!ParseFromBuffer(request, call_)) return NotAMessage(*call_);
  if (absl::Status wrong = CheckCall(*call_); !wrong.ok()) {
    return Rejected(wrong);
  }
  const auto form = ResolvePayloadForm(call_->payload_form(), call_->payload());
  if (!form.ok()) return Rejected(form.status());
  answer_terms_.form = *form;
  if (call_->options().want_details()) {
    answer_terms_.want_details = WantDetails::kYes;
  }
  const auto chosen = serving_.identities.Choose(call_->identity());
  if (const auto* failure = std::get_if<Failure>(&chosen)) return *failure;
  RoutedRequest::Route route =
      RouteOf(*call_, *std::get<const Identity*>(chosen));
  ClientPatience patience{.timeout = std::nullopt, .deadline = client_deadline};
  if (call_->has_timeout()) patience.timeout = FromProto(call_->timeout());
  route.limit = CallLimit(patience, serving_.limits, serving_.deadlines->Now());
  return route;
}

std::optional<Failure> OutgoingCall::Encode(
    const RoutedRequest::Route& route,
    transport::ClientConnection& connection) {
  const wamp::Serializer serializer = connection.serializer();
  answer_terms_.serializer = serializer;
  answer_terms_.session = connection.session_id();
  const CallTerms terms{.receive_progress = progress_ == Progress::kYes,
                        .remaining = route.limit - serving_.deadlines->Now()};
  const auto options =
      CallOptionsFor(*call_, TraitsOf(*route.identity, connection), terms);
  if (!options.ok()) return Rejected(options.status());
  const auto payload = EncodePayload(call_->payload(), serializer);
  if (!payload.ok()) return Rejected(payload.status());
  if (!call_->options().ppt_scheme().empty()) {
    const absl::Status wrong = CheckPassthruPayload(*payload, serializer);
    if (!wrong.ok()) return Rejected(wrong);
  }
  auto encoded = wamp::EncodeCall(serializer, *options, call_->procedure(),
                                  payload->view());
  if (!encoded.ok()) return Rejected(encoded.status());
  encoded_ = *std::move(encoded);
  return CheckMessageSize(encoded_, route.identity->router, connection);
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

}  // namespace wampbridge::bridge
