// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/payload_form.h"

#include <string>

#include "absl/status/status.h"

namespace wampbridge::bridge {
namespace {

v1::PayloadForm FormOfEncoded(v1::Serializer serializer) {
  switch (serializer) {
    case v1::SERIALIZER_JSON:
      return v1::PAYLOAD_FORM_ENCODED_JSON;
    case v1::SERIALIZER_MSGPACK:
      return v1::PAYLOAD_FORM_ENCODED_MSGPACK;
    case v1::SERIALIZER_CBOR:
      return v1::PAYLOAD_FORM_ENCODED_CBOR;
    default:
      // Refused when the payload itself is encoded.
      return v1::PAYLOAD_FORM_ARGUMENTS;
  }
}

v1::PayloadForm FormOf(const v1::Payload& payload) {
  switch (payload.form_case()) {
    case v1::Payload::kJson:
      return v1::PAYLOAD_FORM_JSON;
    case v1::Payload::kEncoded:
      return FormOfEncoded(payload.encoded().serializer());
    case v1::Payload::kArguments:
    case v1::Payload::FORM_NOT_SET:
      break;
  }
  return v1::PAYLOAD_FORM_ARGUMENTS;
}

}  // namespace

absl::StatusOr<v1::PayloadForm> ResolvePayloadForm(v1::PayloadForm asked,
                                                   const v1::Payload& own) {
  if (asked == v1::PAYLOAD_FORM_UNSPECIFIED) return FormOf(own);
  if (!v1::PayloadForm_IsValid(asked)) {
    return absl::InvalidArgumentError("payload_form: " + std::to_string(asked) +
                                      " is no form");
  }
  return asked;
}

}  // namespace wampbridge::bridge
