// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/outgoing_publish.h"

#include <utility>

#include "bridge/errors/failures.h"
#include "bridge/server/message_size.h"
#include "bridge/translate/error_answer.h"
#include "bridge/translate/payload_encoder.h"
#include "bridge/translate/payload_form.h"
#include "bridge/translate/publish_request.h"

namespace wampbridge::bridge {

std::optional<Failure> OutgoingPublish::Encode(
    const v1::PublishRequest& publish, const Identity& identity,
    const Strings& propagated, transport::ClientConnection& connection) {
  acknowledged_ = WantsAcknowledge(publish);
  serializer_ = connection.serializer();
  session_ = connection.session_id();
  const auto form =
      ResolvePayloadForm(v1::PAYLOAD_FORM_UNSPECIFIED, publish.payload());
  if (!form.ok()) return Rejected(form.status());
  form_ = *form;
  auto options = PublishOptionsFor(publish, TraitsOf(identity, connection));
  if (!options.ok()) return Rejected(options.status());
  auto payload = EncodePayload(publish.payload(), serializer_);
  if (!payload.ok()) return Rejected(payload.status());
  if (!publish.options().ppt_scheme().empty()) {
    const absl::Status wrong = CheckPassthruPayload(*payload, serializer_);
    if (!wrong.ok()) return Rejected(wrong);
  }
  const absl::Status carried = identity.metadata.Add(
      publish.options(), propagated, {serializer_, &*options, &*payload});
  if (!carried.ok()) return Rejected(carried);
  auto encoded = wamp::EncodePublish(serializer_, *options, publish.topic(),
                                     *std::move(payload));
  if (!encoded.ok()) return Rejected(encoded.status());
  encoded_ = *std::move(encoded);
  return CheckMessageSize(encoded_, identity.router, connection);
}

absl::StatusOr<wamp::RequestId> OutgoingPublish::Send(
    transport::ClientConnection& connection,
    transport::RequestObserver* observer) {
  return acknowledged_ ? connection.Publish(encoded_, observer)
                       : connection.PublishUnacknowledged(encoded_);
}

std::variant<v1::PublishResponse, Failure> OutgoingPublish::ResponseFor(
    const wamp::Answered& answered, const ErrorMapper& errors) const {
  if (const auto* error = std::get_if<wamp::Error>(&answered.answer)) {
    return FailureOf(*error, serializer_, errors, form_);
  }
  v1::PublishResponse response;
  response.set_acknowledged(true);
  response.set_publication_id(
      std::get<wamp::Published>(answered.answer).publication.value);
  response.set_session_id(session_.value);
  return response;
}

v1::PublishResponse OutgoingPublish::UnacknowledgedResponse() const {
  v1::PublishResponse response;
  response.set_session_id(session_.value);
  return response;
}

}  // namespace wampbridge::bridge
