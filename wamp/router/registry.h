// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_REGISTRY_H_
#define WAMP_ROUTER_REGISTRY_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "wamp/ids.h"
#include "wamp/message.h"
#include "wamp/router/catalog.h"
#include "wamp/router/id_source.h"
#include "wamp/router/meta_event.h"
#include "wamp/router/peer.h"
#include "wamp/router/registration.h"
#include "wamp/router/uri_table.h"

namespace wampbridge::router {

// The dealer's procedures: who has registered what, answers to REGISTER and
// UNREGISTER, and which registration serves a call. Tells of each change by a
// meta event. Not thread-safe; peers must be taken away before they go.
class Registry : public Catalog {
 public:
  static constexpr size_t kRegistrationsPerPeerMax = 10'000;

  // `ids` must outlive the registry.
  Registry(IdSource* ids, MetaPublisher publish)
      : ids_(ids), publish_(std::move(publish)) {}

  void HandleRegister(Peer& peer, const wamp::Register& request,
                      absl::Time now);
  void HandleUnregister(Peer& peer, const wamp::Unregister& request);
  void HandlePeerGone(Peer& peer);

  // nullptr where none serves `procedure`.
  Registration* BestMatch(std::string_view procedure) {
    return registrations_.BestMatch(procedure);
  }
  // nullptr where it is gone.
  Registration* Find(wamp::RegistrationId id) const;

  // Catalog
  std::vector<CatalogEntry> Entries() const override;
  std::vector<uint64_t> Matching(std::string_view uri) override;
  bool Revoke(uint64_t id, wamp::SessionId callee,
              const std::string& reason) override;

 private:
  // The registration to join, or nullptr after an ERROR.
  Registration* FindOrAdd(Peer& peer, const wamp::Register& request,
                          wamp::MatchPolicy match, InvokePolicy invoke,
                          absl::Time now);
  // False: the peer does not have it.
  bool Release(Peer& peer, wamp::RegistrationId id);
  void Remove(Peer& peer, wamp::RegistrationId id);

  IdSource* const ids_;
  const MetaPublisher publish_;
  UriTable<Registration> registrations_;
  // id -> its registration in the table (UNREGISTER names ids)
  std::map<wamp::RegistrationId, Registration*> by_id_;
  // peer -> what it has registered (to forget a peer that is gone)
  std::map<Peer*, std::set<wamp::RegistrationId>> by_peer_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_REGISTRY_H_
