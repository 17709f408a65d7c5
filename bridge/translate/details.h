// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_DETAILS_H_
#define BRIDGE_TRANSLATE_DETAILS_H_

#include <google/protobuf/map.h>

#include <string>

#include "absl/status/status.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "proto/wampbridge/v1/payload.pb.h"
#include "wamp/message.h"
#include "wamp/value.h"

namespace wampbridge::bridge {

using ProtoDict = google::protobuf::Map<std::string, v1::Value>;

// Adds every entry of `dict`. InternalError names the path of what does not
// fit: nesting beyond 30.
absl::Status DictToProto(const wamp::Dict& dict, ProtoDict* entries);

// Fills CallResponse.details if they were asked for or if the RESULT is in
// payload passthru mode, which nobody could understand without them.
enum class WantDetails { kNo, kYes };
absl::Status FillCallDetails(const wamp::Result& result,
                             wamp::SessionId session, WantDetails want,
                             v1::CallResponse* response);

// Fills everything of an event frame but payload and received_at. `subscribed`
// is the topic subscribed to; a pattern's events name their own.
absl::Status FillEventDetails(const wamp::Event& received,
                              std::string_view subscribed, v1::Event* event);

// The same of an invocation, but payload and invocation_id. `registered` is the
// procedure registered; a pattern's invocations name their own.
absl::Status FillInvocationDetails(const wamp::Invocation& received,
                                   std::string_view registered,
                                   v1::Invocation* invocation);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_DETAILS_H_
