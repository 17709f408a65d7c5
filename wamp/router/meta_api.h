// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_META_API_H_
#define WAMP_ROUTER_META_API_H_

#include <optional>
#include <string_view>

#include "wamp/message.h"
#include "wamp/router/catalog.h"
#include "wamp/router/catalog_meta.h"
#include "wamp/router/members.h"
#include "wamp/router/meta_call.h"
#include "wamp/router/peer.h"
#include "wamp/router/session_meta.h"

namespace wampbridge::router {

// Answers calls of `wamp.*`, which the router serves itself, to those whose
// role allows them. Its events come from where things happen (meta_event.h).
// Not thread-safe.
class MetaApi {
 public:
  // All must outlive it.
  MetaApi(Members* members, Catalog* registrations, Catalog* subscriptions);

  void HandleCall(Peer& caller, const wamp::Call& call) const;

 private:
  // nullopt: there is no such procedure.
  std::optional<MetaAnswer> Answer(std::string_view procedure,
                                   const MetaCall& call) const;

  const SessionMeta sessions_;
  const CatalogMeta registrations_;
  const CatalogMeta subscriptions_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_META_API_H_
