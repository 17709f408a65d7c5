// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_SERVER_SETTINGS_H_
#define BRIDGE_SERVER_SERVER_SETTINGS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/errors/error_mapper.h"
#include "bridge/server/grpc_server.h"
#include "bridge/server/live_rpcs.h"
#include "bridge/server/retry_policy.h"
#include "bridge/server/serving.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// What the configuration says of the gRPC side, for its parts. REQUIRES: the
// configuration is valid.
GrpcServer::Options GrpcOptionsFor(const config::v1::Config& config);
ServingLimits ServingLimitsFor(const config::v1::Config& config);
std::vector<std::string> PropagatedKeysFor(const config::v1::Config& config);
UriLabels::Mapping UriLabelsFor(const config::v1::Config& config);
RetryPolicy::Options RetriesFor(const config::v1::Config& config);
LiveRpcs::Limits RpcLimitsFor(const config::v1::Config& config);
absl::StatusOr<ErrorMapper> ErrorsFor(const config::v1::Config& config);
absl::Duration DrainTimeoutFor(const config::v1::Drain& drain);
// How long the bridge serves on once it has said that it is not ready: not at
// all where nobody but this machine can ask.
absl::Duration DrainDelayFor(const config::v1::Grpc& grpc,
                             const config::v1::Drain& drain);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_SERVER_SETTINGS_H_
