// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_TIME_LIMIT_H_
#define BRIDGE_SERVER_TIME_LIMIT_H_

#include <google/protobuf/duration.pb.h>

#include <memory>
#include <optional>

#include "absl/time/time.h"
#include "bridge/access/caller.h"
#include "bridge/server/serving.h"
#include "bridge/tracing/request_trace.h"
#include "bridge/translate/kwarg_edit.h"

namespace wampbridge::bridge {

absl::Duration FromProto(const google::protobuf::Duration& duration);

// What an RPC says beside its messages.
struct ClientTerms {
  std::shared_ptr<const Caller> caller;
  absl::Time deadline = absl::InfiniteFuture();  // gRPC's
  // Of its request metadata, what is to go along (`metadata.propagate`).
  Strings metadata;
  std::shared_ptr<RequestTrace> trace;  // null: it is not traced
};

// What a client said about how long it waits.
struct ClientPatience {
  std::optional<absl::Duration> timeout;         // in its request
  absl::Time deadline = absl::InfiniteFuture();  // gRPC's
};

// When a call has to end: the smaller of what the client said, call_timeout if
// it said nothing, never beyond call_timeout_max (api.md "Limits on time").
absl::Time CallLimit(const ClientPatience& patience,
                     const ServingLimits& limits, absl::Time now);

// The same for a publication: call_timeout, or the gRPC deadline before that.
absl::Time PublishLimit(absl::Time deadline, const ServingLimits& limits,
                        absl::Time now);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_TIME_LIMIT_H_
