// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_PUBLISH_REQUEST_H_
#define BRIDGE_TRANSLATE_PUBLISH_REQUEST_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/translate/router_traits.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "wamp/value.h"

namespace wampbridge::bridge {

// Everything that can be said of a publication before a session is chosen: the
// URI, ids, metadata, options that need `session_id` because sessions are
// shared. InvalidArgument; the message names the field.
absl::Status CheckPublish(const v1::PublishRequest& publish);

// Whether the router is asked to acknowledge; the default is yes.
bool WantsAcknowledge(const v1::PublishRequest& publish);

// PUBLISH.Options for a publication that CheckPublish let pass: always
// `exclude_me: false` where the broker announced publisher_exclusion, unless
// the client wants otherwise. InvalidArgument: `extra`. Unimplemented: an
// option whose feature the router did not announce.
absl::StatusOr<wamp::Dict> PublishOptionsFor(const v1::PublishRequest& publish,
                                             const RouterTraits& router);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_PUBLISH_REQUEST_H_
