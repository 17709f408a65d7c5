// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/broker.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "wamp/message_codec.h"
#include "wamp/router/argument_codec.h"
#include "wamp/router/request_check.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {

wamp::Dict Broker::Features() {
  return {{"publisher_identification", true},
          {"publisher_exclusion", true},
          {"subscriber_blackwhite_listing", true},
          {"pattern_based_subscription", true},
          {"event_retention", true},
          {"subscription_revocation", true},
          {"subscription_meta_api", true},
          {"session_meta_api", true}};
}

void Broker::HandleSubscribe(Peer& peer, const wamp::Subscribe& subscribe,
                             absl::Time now) {
  const auto refuse = [&](std::string_view error, std::string_view text) {
    peer.SendError(wamp::MessageType::kSubscribe, subscribe.request, error,
                   text);
  };
  const auto match = MatchOption(subscribe.options);
  if (!match.has_value()) {
    return refuse(kInvalidArgument, "match is not exact, prefix or wildcard");
  }
  if (const auto refusal =
          CheckRequest(peer, Action::kSubscribe, subscribe.topic, *match)) {
    return refuse(refusal->error, refusal->text);
  }
  std::set<wamp::SubscriptionId>& held = by_peer_[&peer];
  if (held.size() >= kSubscriptionsPerPeerMax) {
    return refuse(kLimitExceeded, "too many subscriptions in one session");
  }
  Subscription& subscription = FindOrAdd(subscribe.topic, *match, now);
  const bool created = subscription.subscribers.empty();
  const bool added = held.insert(subscription.id).second;
  if (added) subscription.subscribers.push_back(&peer);
  peer.Send(wamp::Subscribed{.request = subscribe.request,
                             .subscription = subscription.id})
      .IgnoreError();
  if (subscribe.options.IsTrue("get_retained")) {
    SendRetained(peer, subscription);
  }
  if (created) {
    PublishMeta("wamp.subscription.on_create",
                {peer.session().value, CatalogDetails(ToEntry(subscription))});
  }
  if (added) {
    PublishMeta("wamp.subscription.on_subscribe",
                {peer.session().value, subscription.id.value});
  }
}

void Broker::HandleUnsubscribe(Peer& peer,
                               const wamp::Unsubscribe& unsubscribe) {
  if (!Release(peer, unsubscribe.subscription)) {
    peer.SendError(wamp::MessageType::kUnsubscribe, unsubscribe.request,
                   kNoSuchSubscription,
                   "this session has no such subscription");
    return;
  }
  peer.Send(wamp::Unsubscribed{.request = unsubscribe.request}).IgnoreError();
  Remove(peer, unsubscribe.subscription);
}

void Broker::HandlePublish(Peer& peer, const wamp::Publish& publish) {
  const bool acknowledge = publish.options.IsTrue("acknowledge");
  if (const auto refusal = CheckRequest(peer, Action::kPublish, publish.topic,
                                        wamp::MatchPolicy::kExact)) {
    if (acknowledge) {
      peer.SendError(wamp::MessageType::kPublish, publish.request,
                     refusal->error, refusal->text);
    }
    return;
  }
  Publication publication{
      .id = ids_->Random<wamp::PublicationId>(),
      .topic = publish.topic,
      .filter = EventFilter(publish.options, peer.session()),
      .payload = SharedPayload(peer.serializer(), publish.payload)};
  if (publish.options.IsTrue("disclose_me") ||
      peer.role().Discloses(publish.topic)) {
    Disclose(peer, "publisher", &publication.details);
  }
  if (publish.options.IsTrue("retain")) {
    Retain(peer, publish, publication);
  }
  for (const Subscription* subscription :
       subscriptions_.Matches(publish.topic)) {
    Deliver(publication, *subscription);
  }
  if (acknowledge) {
    peer.Send(wamp::Published{.request = publish.request,
                              .publication = publication.id})
        .IgnoreError();
  }
}

void Broker::HandlePeerGone(Peer& peer) {
  auto held = by_peer_.extract(&peer);
  if (held.empty()) return;
  for (const wamp::SubscriptionId id : held.mapped()) Remove(peer, id);
}

// A pattern that covers more than WAMP's own topics gets none of them: its role
// was never asked whether it may.
void Broker::PublishMeta(std::string_view topic, const wamp::List& args) {
  std::optional<Publication> publication;
  std::string encoded;
  for (const Subscription* subscription : subscriptions_.Matches(topic)) {
    if (!wamp::IsReservedUri(subscription->uri)) continue;
    if (!publication.has_value()) {
      encoded = EncodeValue(wamp::Serializer::kCbor, args);
      publication.emplace(Publication{
          .id = ids_->Random<wamp::PublicationId>(),
          .topic = std::string(topic),
          .filter = EventFilter({{"exclude_me", false}}, wamp::SessionId{0}),
          .payload = SharedPayload(wamp::Serializer::kCbor,
                                   {.args = encoded, .kwargs = {}})});
    }
    Deliver(*publication, *subscription);
  }
}

std::vector<CatalogEntry> Broker::Entries() const {
  std::vector<CatalogEntry> entries;
  entries.reserve(by_id_.size());
  for (const auto& [id, subscription] : by_id_) {
    entries.push_back(ToEntry(*subscription));
  }
  return entries;
}

std::vector<uint64_t> Broker::Matching(std::string_view uri) {
  std::vector<uint64_t> ids;
  for (const Subscription* subscription : subscriptions_.Matches(uri)) {
    ids.push_back(subscription->id.value);
  }
  return ids;
}

// A subscriber that did not announce subscription_revocation is not told.
bool Broker::Revoke(uint64_t id, wamp::SessionId subscriber,
                    const std::string& reason) {
  const wamp::SubscriptionId subscription{id};
  const auto found = by_id_.find(subscription);
  if (found == by_id_.end()) return false;
  for (Peer* peer : found->second->subscribers) {
    if (peer->session() != subscriber) continue;
    Release(*peer, subscription);
    if (peer->Announces("subscriber", "subscription_revocation")) {
      wamp::Dict details = {{"subscription", id}};
      if (!reason.empty()) details.Set("reason", reason);
      peer->Send(wamp::Unsubscribed{.request = {0}, .details = details})
          .IgnoreError();
    }
    Remove(*peer, subscription);
    return true;
  }
  return false;
}

CatalogEntry Broker::ToEntry(const Subscription& subscription) {
  CatalogEntry entry{.id = subscription.id.value,
                     .uri = subscription.uri,
                     .match = subscription.match,
                     .created = subscription.created};
  for (const Peer* subscriber : subscription.subscribers) {
    entry.members.push_back(subscriber->session());
  }
  return entry;
}

bool Broker::Release(Peer& peer, wamp::SubscriptionId id) {
  const auto held = by_peer_.find(&peer);
  return held != by_peer_.end() && held->second.erase(id) != 0;
}

Broker::Subscription& Broker::FindOrAdd(const std::string& uri,
                                        wamp::MatchPolicy match,
                                        absl::Time now) {
  if (Subscription* found = subscriptions_.Find(uri, match)) return *found;
  Subscription& added = subscriptions_.Insert(
      uri, match,
      Subscription{.id = ids_->Next<wamp::SubscriptionId>(),
                   .uri = uri,
                   .match = match,
                   .created = now});
  by_id_.emplace(added.id, &added);
  return added;
}

void Broker::Remove(Peer& peer, wamp::SubscriptionId id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  Subscription& subscription = *found->second;
  std::erase(subscription.subscribers, &peer);
  const wamp::List told = {peer.session().value, id.value};
  PublishMeta("wamp.subscription.on_unsubscribe", told);
  if (!subscription.subscribers.empty()) return;
  by_id_.erase(found);
  const std::string uri = subscription.uri;
  subscriptions_.Erase(uri, subscription.match);
  PublishMeta("wamp.subscription.on_delete", told);
}

void Broker::Retain(const Peer& peer, const wamp::Publish& publish,
                    const Publication& publication) {
  retained_.Keep(RetainedEvent{.topic = publish.topic,
                               .publication = publication.id,
                               .details = publication.details,
                               .filter = publication.filter,
                               .serializer = peer.serializer(),
                               .args = std::string(publish.payload.args),
                               .kwargs = std::string(publish.payload.kwargs)});
}

void Broker::SendRetained(Peer& peer, const Subscription& subscription) {
  for (const RetainedEvent* event :
       retained_.Matching(subscription.uri, subscription.match)) {
    if (!event->filter.Passes(peer)) continue;
    SharedPayload payload(event->serializer,
                          {.args = event->args, .kwargs = event->kwargs});
    const auto encoded = payload.In(peer.serializer());
    if (!encoded.ok()) continue;
    wamp::Event message{.subscription = subscription.id,
                        .publication = event->publication,
                        .details = event->details,
                        .payload = *encoded};
    message.details.Set("retained", true);
    if (subscription.match != wamp::MatchPolicy::kExact) {
      message.details.Set("topic", event->topic);
    }
    peer.Send(message).IgnoreError();
  }
}

// Every receiver of one subscription and serializer gets the same octets.
// One who cannot get them (NaN to JSON, larger than he takes) goes without:
// WAMP has no way to tell him, and the publisher is not to blame.
void Broker::Deliver(Publication& publication,
                     const Subscription& subscription) {
  std::array<std::string, 3> events;  // by serializer
  for (Peer* subscriber : subscription.subscribers) {
    if (!publication.filter.Passes(*subscriber)) continue;
    const wamp::Serializer serializer = subscriber->serializer();
    std::string& event = events[static_cast<size_t>(serializer)];
    if (event.empty()) {
      const auto payload = publication.payload.In(serializer);
      if (!payload.ok()) continue;
      wamp::Event message{.subscription = subscription.id,
                          .publication = publication.id,
                          .details = publication.details,
                          .payload = *payload};
      if (subscription.match != wamp::MatchPolicy::kExact) {
        message.details.Set("topic", publication.topic);
      }
      if (!wamp::AppendMessage(serializer, message, &event).ok()) continue;
    }
    subscriber->SendEncoded(event).IgnoreError();
  }
}

}  // namespace wampbridge::router
