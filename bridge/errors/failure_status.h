// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ERRORS_FAILURE_STATUS_H_
#define BRIDGE_ERRORS_FAILURE_STATUS_H_

#include <grpcpp/impl/codegen/status.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "bridge/errors/failure.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "proto/wampbridge/v1/error.pb.h"

namespace wampbridge::bridge {

// Clients refuse header lists beyond 8 to 16 KiB, and routers send tracebacks:
// all trailers of a failure stay under this, counted as HTTP/2 counts them
// (RFC 7540 section 6.5.2: name, value as sent, and 32 for each field).
inline constexpr size_t kTrailerBytesMax = 4096;

// The longest status message, in octets of UTF-8.
inline constexpr size_t kMessageBytesMax = 512;

// The most octets of an error's payload, and of its details, that a message of
// a stream carries: it has to stay far from the clients' limit on messages
// (4 MiB by default).
inline constexpr size_t kPublishErrorPayloadBytesMax = 64 << 10;

// A failure in gRPC's terms. The status carries grpc-status-details-bin, a
// google.rpc.Status with one WampError and, where it says when to come back,
// one google.rpc.RetryInfo.
struct FailureStatus {
  grpc::Status status;
  // Plain trailers, for ServerContext::AddTrailingMetadata: `wamp-outcome`
  // ("NOT_SENT") and, if there is a URI, `wamp-error`, percent-encoded as
  // grpc-message is, since gRPC takes visible ASCII only.
  std::vector<std::pair<std::string, std::string>> trailers;
};

// A payload or details that do not fit are left out and counted, and texts are
// cut where a UTF-8 character ends.
FailureStatus ToStatus(const Failure& failure);

// The same inside a message of a stream, which may be as long as it likes; only
// the text is cut.
v1::PublishError ToPublishError(const Failure& failure);

v1::Outcome ToProto(Outcome outcome);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ERRORS_FAILURE_STATUS_H_
