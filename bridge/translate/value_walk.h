// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_VALUE_WALK_H_
#define BRIDGE_TRANSLATE_VALUE_WALK_H_

#include "absl/status/status.h"
#include "proto/wampbridge/v1/payload.pb.h"
#include "wamp/codec/value_sink.h"

namespace wampbridge::bridge {

// Drives a sink with a client's typed arguments, of which there must be some;
// integers that fit int64_t go out as such, however they were written. The
// path of a fault is put together only when there is one.
//
// InvalidArgument: a Value without a kind, nesting beyond 30. What the sink
// refuses comes back with the path in front.
absl::Status WalkArgs(const v1::Arguments& arguments, wamp::ValueSink& sink);
absl::Status WalkKwargs(const v1::Arguments& arguments, wamp::ValueSink& sink);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_VALUE_WALK_H_
