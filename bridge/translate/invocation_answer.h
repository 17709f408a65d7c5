// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_INVOCATION_ANSWER_H_
#define BRIDGE_TRANSLATE_INVOCATION_ANSWER_H_

#include "absl/status/statusor.h"
#include "bridge/translate/payload_encoder.h"
#include "bridge/translate/router_traits.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "wamp/ids.h"
#include "wamp/message.h"
#include "wamp/serializer.h"

namespace wampbridge::bridge {

// What a client answers to an invocation, on its way to the router: YIELD or
// ERROR, whose payload views the octets beside it.
template <typename Message>
struct OutgoingAnswer {
  wamp::EncodedPayload payload;
  Message message;

  // The message, once this is where it stays.
  const Message& Bound() {
    message.payload = payload.view();
    return message;
  }
};

// The session that the invocation came by.
struct AnswerWay {
  wamp::RequestId request;
  wamp::Serializer serializer = wamp::Serializer::kJson;
  const RouterTraits& router;
};

// Both refuse what would close a session that others share, or what the
// serializer cannot say: InvalidArgument naming the field or path;
// Unimplemented where payload passthru mode was not announced.
absl::StatusOr<OutgoingAnswer<wamp::Yield>> YieldFor(
    const v1::InvocationResult& result, const AnswerWay& way);
absl::StatusOr<OutgoingAnswer<wamp::Error>> ErrorFor(
    const v1::InvocationError& error, const AnswerWay& way);

// ERROR for an invocation that the bridge answers itself; `text` becomes the
// first argument, if there is any.
OutgoingAnswer<wamp::Error> BridgeError(wamp::RequestId request,
                                        wamp::Serializer serializer,
                                        std::string_view uri,
                                        std::string_view text);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_INVOCATION_ANSWER_H_
