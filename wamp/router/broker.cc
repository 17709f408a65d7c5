// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/broker.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "wamp/message_codec.h"
#include "wamp/router/request_check.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {

wamp::Dict Broker::Features() {
  return {{"publisher_identification", true},
          {"publisher_exclusion", true},
          {"subscriber_blackwhite_listing", true},
          {"pattern_based_subscription", true},
          {"event_retention", true}};
}

void Broker::HandleSubscribe(Peer& peer, const wamp::Subscribe& subscribe) {
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
  Subscription& subscription = FindOrAdd(subscribe.topic, *match);
  if (held.insert(subscription.id).second) {
    subscription.subscribers.push_back(&peer);
  }
  peer.Send(wamp::Subscribed{.request = subscribe.request,
                             .subscription = subscription.id})
      .IgnoreError();
  if (subscribe.options.IsTrue("get_retained")) {
    SendRetained(peer, subscription);
  }
}

void Broker::HandleUnsubscribe(Peer& peer,
                               const wamp::Unsubscribe& unsubscribe) {
  const auto held = by_peer_.find(&peer);
  if (held == by_peer_.end() ||
      held->second.erase(unsubscribe.subscription) == 0) {
    peer.SendError(wamp::MessageType::kUnsubscribe, unsubscribe.request,
                   kNoSuchSubscription,
                   "this session has no such subscription");
    return;
  }
  Remove(peer, unsubscribe.subscription);
  peer.Send(wamp::Unsubscribed{.request = unsubscribe.request}).IgnoreError();
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

Broker::Subscription& Broker::FindOrAdd(const std::string& uri,
                                        wamp::MatchPolicy match) {
  if (Subscription* found = subscriptions_.Find(uri, match)) return *found;
  Subscription& added = subscriptions_.Insert(
      uri, match,
      Subscription{.id = ids_->Next<wamp::SubscriptionId>(),
                   .uri = uri,
                   .match = match});
  by_id_.emplace(added.id, &added);
  return added;
}

void Broker::Remove(Peer& peer, wamp::SubscriptionId id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  Subscription& subscription = *found->second;
  std::erase(subscription.subscribers, &peer);
  if (!subscription.subscribers.empty()) return;
  by_id_.erase(found);
  const std::string uri = subscription.uri;
  subscriptions_.Erase(uri, subscription.match);
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
