// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_PAYLOAD_ENCODER_H_
#define BRIDGE_TRANSLATE_PAYLOAD_ENCODER_H_

#include <string>

#include "absl/status/statusor.h"
#include "proto/wampbridge/v1/payload.pb.h"
#include "wamp/message.h"
#include "wamp/serializer.h"

namespace wampbridge::bridge {

// Turns a client's payload, in whatever form, into a session's serializer,
// straight from the protobuf message, the JSON text or the other serializer's
// bytes: no tree between. Bytes of the same serializer are checked and carried
// as they are.
//
// InvalidArgument names the path of the fault, such as
// `payload: kwargs.order.items[3]: NaN cannot be said in JSON`; a list or dict
// beyond the nesting limit (30 in the arguments form, 64 in the others) is one
// such. Bytes that are not well formed are told with their octet offset.
absl::StatusOr<wamp::EncodedPayload> EncodePayload(const v1::Payload& payload,
                                                   wamp::Serializer serializer);

// Payload passthru mode carries one binary argument and nothing else (advanced
// profile, "Payload Passthru Mode"). InvalidArgument if it is anything else.
absl::Status CheckPassthruPayload(const wamp::EncodedPayload& payload,
                                  wamp::Serializer serializer);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_PAYLOAD_ENCODER_H_
