// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/invocation_answer.h"

#include <string>
#include <utility>

#include "bridge/translate/field_checks.h"
#include "bridge/translate/option_values.h"

namespace wampbridge::bridge {
namespace {

// The payload of `frame`, a result or an error, and its ppt_* options.
template <typename Frame>
absl::StatusOr<wamp::EncodedPayload> EncodeAnswer(const Frame& frame,
                                                  const AnswerWay& way,
                                                  wamp::Dict* options) {
  const Passthru passthru = Passthru::Of(frame);
  absl::Status status = CheckPassthru(passthru);
  if (status.ok())
    status = AddPassthru(passthru, way.router, "dealer", options);
  if (!status.ok()) return status;
  auto payload = EncodePayload(frame.payload(), way.serializer);
  if (!payload.ok() || frame.ppt_scheme().empty()) return payload;
  status = CheckPassthruPayload(*payload, way.serializer);
  if (!status.ok()) return status;
  return payload;
}

}  // namespace

absl::StatusOr<OutgoingAnswer<wamp::Yield>> YieldFor(
    const v1::InvocationResult& result, const AnswerWay& way) {
  OutgoingAnswer<wamp::Yield> answer;
  answer.message.request = way.request;
  auto payload = EncodeAnswer(result, way, &answer.message.options);
  if (!payload.ok()) return payload.status();
  answer.payload = *std::move(payload);
  if (result.progress()) answer.message.options.Set("progress", true);
  return answer;
}

absl::StatusOr<OutgoingAnswer<wamp::Error>> ErrorFor(
    const v1::InvocationError& error, const AnswerWay& way) {
  if (absl::Status bad = CheckUri("error_uri", error.error_uri()); !bad.ok()) {
    return bad;
  }
  OutgoingAnswer<wamp::Error> answer;
  answer.message.request_type = wamp::MessageType::kInvocation;
  answer.message.request = way.request;
  answer.message.error = error.error_uri();
  auto payload = EncodeAnswer(error, way, &answer.message.details);
  if (!payload.ok()) return payload.status();
  answer.payload = *std::move(payload);
  return answer;
}

OutgoingAnswer<wamp::Error> BridgeError(wamp::RequestId request,
                                        wamp::Serializer serializer,
                                        std::string_view uri,
                                        std::string_view text) {
  OutgoingAnswer<wamp::Error> answer;
  answer.message.request_type = wamp::MessageType::kInvocation;
  answer.message.request = request;
  answer.message.error = uri;
  if (text.empty()) return answer;
  v1::Payload payload;
  payload.mutable_arguments()->add_args()->set_string_value(std::string(text));
  auto encoded = EncodePayload(payload, serializer);
  // A text that the serializer cannot say is left out.
  if (encoded.ok()) answer.payload = *std::move(encoded);
  return answer;
}

}  // namespace wampbridge::bridge
