// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_IDENTITIES_IDENTITIES_H_
#define BRIDGE_IDENTITIES_IDENTITIES_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bridge/access/caller.h"
#include "bridge/errors/failure.h"
#include "bridge/identities/stream_hubs.h"
#include "bridge/metrics/request_metrics.h"
#include "bridge/pool/session_pool.h"
#include "bridge/translate/metadata_carriage.h"
#include "bridge/translate/router_traits.h"
#include "wamp/transport/client_connection.h"

namespace wampbridge::bridge {

// One identity of the configuration: a realm of a router and who the bridge is
// there, with what serves it.
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
  std::shared_ptr<StreamHubs> hubs;  // outlives the pool's Stop
  std::shared_ptr<SessionPool> pool;
};

// What a request of `identity` over `connection` must know of its router. Good
// as long as both.
RouterTraits TraitsOf(const Identity& identity,
                      const transport::ClientConnection& connection);

// All identities, by name. Immutable once it serves, so safe on any thread.
class Identities {
 public:
  using Pointer = std::shared_ptr<const Identity>;

  void Add(Identity identity);

  // Which identity a request of `caller` that names `name` is for: "" is the
  // only one there is. One that does not exist is PERMISSION_DENIED in the
  // words that one not allowed would get.
  std::variant<Pointer, Failure> For(std::string_view name,
                                     const Caller& caller) const;

  // In the order of their names.
  const std::map<std::string, Pointer, std::less<>>& all() const {
    return identities_;
  }

 private:
  std::map<std::string, Pointer, std::less<>> identities_;  // by name
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_IDENTITIES_IDENTITIES_H_
