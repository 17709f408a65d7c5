// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_IDENTITIES_IDENTITY_H_
#define BRIDGE_IDENTITIES_IDENTITY_H_

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "bridge/errors/failure.h"
#include "bridge/identities/stream_hubs.h"
#include "bridge/metrics/request_metrics.h"
#include "bridge/pool/session_pool.h"
#include "bridge/translate/metadata_carriage.h"
#include "bridge/translate/router_traits.h"
#include "wamp/transport/client_connection.h"

namespace wampbridge::bridge {

// One identity of the configuration, or of one caller by it: a realm of a
// router and who the bridge is there, with what serves it.
struct Identity {
  std::string name;
  std::string router;
  std::string realm;
  bool required = true;  // readiness waits for its first join
  // Option keys of its router that clients may use beyond the specification.
  std::set<std::string, std::less<>> extra_options;
  // Corrections to what its router announces.
  std::vector<std::string> assume_features;
  std::vector<std::string> ignore_features;
  MetadataCarriage metadata;
  // Counts its requests; outlives every RPC. Null in tests that count nothing.
  RequestMetrics* metrics = nullptr;
  std::shared_ptr<StreamHubs> hubs;  // outlives the pool's sessions
  std::shared_ptr<SessionPool> pool;
};

// What a request of `identity` over `connection` must know of its router. Good
// as long as both.
RouterTraits TraitsOf(const Identity& identity,
                      const transport::ClientConnection& connection);

// The identity serves no more: its streams, and who waits or comes yet, end
// with `why`; its sessions leave once their calls are done. Keeps it until
// then.
void Retire(const std::shared_ptr<const Identity>& identity,
            const Failure& why);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_IDENTITIES_IDENTITY_H_
