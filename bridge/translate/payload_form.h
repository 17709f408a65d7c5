// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_PAYLOAD_FORM_H_
#define BRIDGE_TRANSLATE_PAYLOAD_FORM_H_

#include "absl/status/statusor.h"
#include "proto/wampbridge/v1/payload.pb.h"

namespace wampbridge::bridge {

// The form in which to answer: the one asked for, else that of the request's
// own payload, else arguments. Never UNSPECIFIED. InvalidArgument for a number
// that is no form.
absl::StatusOr<v1::PayloadForm> ResolvePayloadForm(v1::PayloadForm asked,
                                                   const v1::Payload& own);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_PAYLOAD_FORM_H_
