// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_ERROR_ANSWER_H_
#define BRIDGE_TRANSLATE_ERROR_ANSWER_H_

#include "absl/status/status.h"
#include "bridge/errors/error_mapper.h"
#include "bridge/errors/failure.h"
#include "proto/wampbridge/v1/payload.pb.h"
#include "wamp/message.h"
#include "wamp/serializer.h"

namespace wampbridge::bridge {

// The failure that a WAMP ERROR stands for, with its arguments in `form` and
// its Details; both are left out if they cannot be put into that form.
// Identity, router and session are the caller's to add.
Failure FailureOf(const wamp::Error& error, wamp::Serializer serializer,
                  const ErrorMapper& mapper, v1::PayloadForm form);

// A RESULT came that cannot be given to the client (`why` as DecodePayload says
// it): the call ran, so the outcome is unknown, and it is never tried again.
Failure UndeliverableResult(const absl::Status& why);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_ERROR_ANSWER_H_
