// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_BROKER_H_
#define WAMP_ROUTER_BROKER_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "wamp/message.h"
#include "wamp/router/catalog.h"
#include "wamp/router/id_source.h"
#include "wamp/router/peer.h"
#include "wamp/router/retained_events.h"
#include "wamp/router/shared_payload.h"
#include "wamp/router/uri_table.h"
#include "wamp/uri.h"

namespace wampbridge::router {

// Publish and subscribe within one realm: basic profile, "Publish and
// Subscribe", with patterns, publisher exclusion, black- and whitelists,
// retention, publisher identification, revocation. Answers and events leave
// through the peers at once; payloads are carried untouched, or written once
// for each other serializer. Each change of a subscription is told by a meta
// event. Not thread-safe; peers must be taken away before they go.
class Broker : public Catalog {
 public:
  // What a session may hold at once, and what is retained for a whole realm:
  // enough for development, and nobody can fill the memory.
  static constexpr size_t kSubscriptionsPerPeerMax = 10'000;
  static constexpr size_t kRetainedBytesMax = 16 << 20;

  // `ids` must outlive the broker.
  explicit Broker(IdSource* ids) : ids_(ids), retained_(kRetainedBytesMax) {}

  // WELCOME.Details.roles.broker.features
  static wamp::Dict Features();

  void HandleSubscribe(Peer& peer, const wamp::Subscribe& subscribe,
                       absl::Time now);
  void HandleUnsubscribe(Peer& peer, const wamp::Unsubscribe& unsubscribe);
  void HandlePublish(Peer& peer, const wamp::Publish& publish);
  // The peer is gone: its subscriptions go.
  void HandlePeerGone(Peer& peer);

  // What the router itself has to tell (advanced profile, "Meta API"), to those
  // who subscribed below `wamp.`
  void PublishMeta(std::string_view topic, const wamp::List& args);

  // Catalog
  std::vector<CatalogEntry> Entries() const override;
  std::vector<uint64_t> Matching(std::string_view uri) override;
  bool Revoke(uint64_t id, wamp::SessionId subscriber,
              const std::string& reason) override;

 private:
  // One topic or pattern, shared by all who subscribe to it.
  struct Subscription {
    wamp::SubscriptionId id;
    std::string uri;
    wamp::MatchPolicy match = wamp::MatchPolicy::kExact;
    absl::Time created = absl::UnixEpoch();
    std::vector<Peer*> subscribers = {};  // in the order in which they came
  };
  // A publication on its way.
  struct Publication {
    wamp::PublicationId id;
    std::string topic;
    wamp::Dict details = {};
    EventFilter filter;
    SharedPayload payload;
  };

  static CatalogEntry ToEntry(const Subscription& subscription);
  Subscription& FindOrAdd(const std::string& uri, wamp::MatchPolicy match,
                          absl::Time now);
  // False: the peer does not have it.
  bool Release(Peer& peer, wamp::SubscriptionId id);
  void Remove(Peer& peer, wamp::SubscriptionId id);
  void Retain(const Peer& peer, const wamp::Publish& publish,
              const Publication& publication);
  void SendRetained(Peer& peer, const Subscription& subscription);
  static void Deliver(Publication& publication,
                      const Subscription& subscription);

  IdSource* const ids_;
  UriTable<Subscription> subscriptions_;
  // id -> its subscription in the table (UNSUBSCRIBE names ids)
  std::map<wamp::SubscriptionId, Subscription*> by_id_;
  // peer -> what it has subscribed to (to forget a peer that is gone)
  std::map<Peer*, std::set<wamp::SubscriptionId>> by_peer_;
  RetainedEvents retained_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_BROKER_H_
