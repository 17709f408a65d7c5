// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_CALL_REQUEST_H_
#define BRIDGE_TRANSLATE_CALL_REQUEST_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/translate/router_traits.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "wamp/session.h"
#include "wamp/value.h"

namespace wampbridge::bridge {

// What the access rules add to a call.
struct CallRights {
  // A rule that allows the call has a pattern that begins with
  // `wamp.session.kill`.
  bool session_kill = false;
};

// Everything that can be said of a call before a session is chosen: the URI,
// ids, enums, `timeout`, metadata, and procedures that would harm a session
// which others share. InvalidArgument or PermissionDenied; the message names
// the field.
absl::Status CheckCall(const v1::CallRequest& call,
                       const CallRights& rights = {});

// The RPC that a call came by.
enum class CallShape {
  kCall,
  kCallProgressive,  // with progressive results
  kCallDuplex,       // with these, and perhaps in chunks
};

struct CallTerms {
  CallShape shape = CallShape::kCall;
  bool more = false;  // further chunks follow
  // What is left of the call's limit; goes along where the router announced
  // call_timeout.
  std::optional<absl::Duration> remaining = std::nullopt;
};

// CALL.Options for a call that CheckCall let pass. InvalidArgument: `extra`.
// Unimplemented: an option whose feature the router did not announce.
absl::StatusOr<wamp::Dict> CallOptionsFor(const v1::CallRequest& call,
                                          const RouterTraits& router,
                                          const CallTerms& terms);

// KILLNOWAIT unless another one was asked for.
wamp::CancelMode CancelModeOf(const v1::CallRequest& call);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_CALL_REQUEST_H_
