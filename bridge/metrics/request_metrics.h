// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_METRICS_REQUEST_METRICS_H_
#define BRIDGE_METRICS_REQUEST_METRICS_H_

#include <grpcpp/impl/codegen/status_code_enum.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "bridge/errors/failure.h"
#include "bridge/metrics/latency_histogram.h"

namespace wampbridge::bridge {

// The RPCs of the service WampBridge.
enum class RpcMethod {
  kCall,
  kCallProgressive,
  kCallDuplex,
  kPublish,
  kPublishStream,
  kSubscribe,
  kRegister,
  kGetIdentity,
};
inline constexpr size_t kRpcMethods = 8;
// As in the .proto file.
std::string_view NameOf(RpcMethod method);

// What came of the RPCs of one identity, and where calls and publications spent
// their time. Thread-safe, without a lock, since it stands in the way of calls.
class RequestMetrics {
 public:
  // RPCs that ended in one way.
  struct Ended {
    RpcMethod method;
    std::optional<Outcome> outcome;  // nullopt: OK
    grpc::StatusCode code;
    uint64_t count;
  };

  // `failure`: nullptr where it ended well.
  void CountEnd(RpcMethod method, const Failure* failure);
  // Those that happened at all.
  std::vector<Ended> ended() const;

  // Of a call or publication: until it had a session; from when the session
  // took it until the router's last answer; all else that the bridge did.
  LatencyHistogram waiting;
  LatencyHistogram router;
  LatencyHistogram bridge;

 private:
  static constexpr size_t kOutcomes = 5;  // OK is one
  static constexpr size_t kCodes = 17;    // gRPC's 0 to 16

  std::array<std::atomic<uint64_t>, kRpcMethods * kOutcomes * kCodes> ended_{};
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_METRICS_REQUEST_METRICS_H_
