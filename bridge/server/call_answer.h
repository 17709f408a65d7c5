// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_CALL_ANSWER_H_
#define BRIDGE_SERVER_CALL_ANSWER_H_

#include <optional>

#include "bridge/errors/error_mapper.h"
#include "bridge/errors/failure.h"
#include "bridge/translate/details.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "wamp/ids.h"
#include "wamp/serializer.h"
#include "wamp/session_event.h"

namespace wampbridge::bridge {

// How a call's answers are told, and the session that they come from.
struct CallAnswerTerms {
  v1::PayloadForm form = v1::PAYLOAD_FORM_ARGUMENTS;
  WantDetails want_details = WantDetails::kNo;
  wamp::Serializer serializer = wamp::Serializer::kJson;
  wamp::SessionId session;
};

// Fills the response with a result of the call. An error of the router, and a
// result that cannot be told in the form, is a failure.
std::optional<Failure> FillCallAnswer(const wamp::Answered& answered,
                                      const CallAnswerTerms& terms,
                                      const ErrorMapper& errors,
                                      v1::CallResponse* response);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_CALL_ANSWER_H_
