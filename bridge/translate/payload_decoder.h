// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_PAYLOAD_DECODER_H_
#define BRIDGE_TRANSLATE_PAYLOAD_DECODER_H_

#include "absl/status/status.h"
#include "proto/wampbridge/v1/payload.pb.h"
#include "wamp/message.h"
#include "wamp/serializer.h"

namespace wampbridge::bridge {

// Turns the arguments of a received message into the form that a client wants
// (payload_form.h). JSON is always {"args":[…],"kwargs":{…}}, empty kwargs left
// out. Bytes of the session's own serializer are checked and carried as they
// are. Works on an arena's message as on any other. REQUIRES: `form` is not
// UNSPECIFIED.
//
// InternalError names the path of what does not fit into the form: nesting,
// bad UTF-8, NaN or text that begins with U+0000 in JSON. *payload is then a
// part and must be thrown away.
absl::Status DecodePayload(wamp::Serializer serializer,
                           wamp::PayloadView received, v1::PayloadForm form,
                           v1::Payload* payload);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_PAYLOAD_DECODER_H_
