// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/subscription_hub.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {
namespace {

constexpr char kNotTried[] = "not connected yet";

}  // namespace

SubscriptionHub::SubscriptionHub(transport::EventLoop& loop,
                                 SessionSubscriptions::Options options)
    : loop_(loop), options_(std::move(options)) {}

SubscriptionHub::~SubscriptionHub() = default;

void SubscriptionHub::Subscribe(std::vector<WantedTopic> topics, Gate gate,
                                std::shared_ptr<EventSink> sink) {
  Stream stream;
  stream.sink = std::move(sink);
  stream.gate = std::move(gate);
  for (WantedTopic& topic : topics) {
    stream.topics.push_back({std::move(topic), {}, false});
  }
  loop_.Post(
      [this, stream = std::move(stream)]() mutable { Add(std::move(stream)); });
}

void SubscriptionHub::Unsubscribe(std::shared_ptr<EventSink> sink) {
  loop_.Post([this, sink = std::move(sink)] { Remove(sink.get()); });
}

void SubscriptionHub::Add(Stream stream) {
  EventSink* const sink = stream.sink.get();
  Stream& added = streams_[sink] = std::move(stream);
  if (session_ == nullptr) {
    Interrupt(added,
              outage_reason_.empty() ? std::string(kNotTried) : outage_reason_,
              loop_.Now());
  } else {
    AttachAll(sink);
  }
}

void SubscriptionHub::Remove(EventSink* sink) {
  const auto found = streams_.find(sink);
  if (found == streams_.end()) return;
  if (session_ != nullptr) {
    for (size_t i = 0; i < found->second.topics.size(); ++i) {
      session_->Detach(found->second.topics[i].wanted, {sink, i});
    }
  }
  streams_.erase(found);
}

void SubscriptionHub::AttachAll(EventSink* sink) {
  if (const auto fit = Find(sink)->gate(session_->connection()); !fit.ok()) {
    End(*Find(sink), Rejected(fit));
    return;
  }
  // A refusal may end the stream in the middle.
  for (size_t i = 0;; ++i) {
    Stream* const stream = Find(sink);
    if (stream == nullptr || i == stream->topics.size()) return;
    if (stream->topics[i].revoked) continue;
    session_->Attach(WantedTopic(stream->topics[i].wanted), {sink, i});
  }
}

void SubscriptionHub::OnSubscriberJoined(
    std::shared_ptr<transport::ClientConnection> connection) {
  SessionSubscriptions::Listener* const listener = this;
  session_ = std::make_unique<SessionSubscriptions>(
      loop_, std::move(connection), options_, listener);
  std::vector<EventSink*> sinks;
  sinks.reserve(streams_.size());
  for (const auto& [sink, stream] : streams_) sinks.push_back(sink);
  for (EventSink* sink : sinks) AttachAll(sink);
}

void SubscriptionHub::OnSubscriberEvent(const wamp::Event& event) {
  if (session_ != nullptr) session_->HandleEvent(event);
}

void SubscriptionHub::OnSubscriberRevoked(
    const wamp::Unsubscribed& revocation) {
  if (session_ != nullptr) session_->HandleRevoked(revocation);
}

void SubscriptionHub::OnSubscriberLost(const std::string& reason,
                                       absl::Time last_heard) {
  session_.reset();
  outage_reason_ = reason;
  for (auto& [sink, stream] : streams_) {
    if (stream.whole) {
      stream.gap = EventSink::SessionGap{reason, last_heard, last_heard};
    }
    stream.whole = false;
    for (Topic& topic : stream.topics) topic.subscription = {};
    stream.sink->OnSessionLost();
    if (!stream.outage) Interrupt(stream, reason, last_heard);
  }
}

// Of an outage's reasons only the router's own word is news to those who know
// of the outage: a wrong secret must not look like a quiet topic.
void SubscriptionHub::OnSubscriberRefused(const Failure& failure) {
  if (session_ != nullptr) return;
  outage_reason_ = failure.message;
  for (auto& [sink, stream] : streams_) {
    const Stream::Outage& outage = *stream.outage;
    const bool news = failure.uri.empty() ? outage.reason == kNotTried
                                          : outage.reason != failure.message;
    if (news) Interrupt(stream, failure.message, outage.since);
  }
}

void SubscriptionHub::Interrupt(Stream& stream, const std::string& reason,
                                absl::Time since) {
  stream.outage = Stream::Outage{since, reason};
  stream.sink->OnInterrupted(reason, since);
}

void SubscriptionHub::OnAccepted(SessionSubscriptions::Member member,
                                 wamp::SubscriptionId id) {
  Stream* const stream = Find(member.sink);
  if (stream == nullptr) return;
  stream->topics[member.topic].subscription = id;
  CheckWhole(*stream);
}

void SubscriptionHub::CheckWhole(Stream& stream) {
  if (stream.whole) return;
  std::vector<EventSink::SubscribedTopic> accepted;
  for (size_t i = 0; i < stream.topics.size(); ++i) {
    const Topic& topic = stream.topics[i];
    if (topic.revoked) continue;
    if (topic.subscription.value == 0) return;
    accepted.push_back({i, topic.subscription});
  }
  stream.whole = true;
  stream.outage.reset();
  std::optional<EventSink::SessionGap> gap = std::exchange(stream.gap, {});
  if (gap) gap->to = loop_.Now();
  stream.sink->OnWhole(session_->connection().session_id(), accepted, gap);
}

void SubscriptionHub::OnRefused(SessionSubscriptions::Member member,
                                const Failure& failure) {
  if (Stream* stream = Find(member.sink)) End(*stream, failure);
}

void SubscriptionHub::OnRevoked(SessionSubscriptions::Member member,
                                const std::string& reason) {
  Stream* const stream = Find(member.sink);
  if (stream == nullptr) return;
  Topic& topic = stream->topics[member.topic];
  topic.revoked = true;
  stream->sink->OnUnsubscribed(member.topic, reason);
  const bool left =
      std::any_of(stream->topics.begin(), stream->topics.end(),
                  [](const Topic& each) { return !each.revoked; });
  if (left) {
    CheckWhole(*stream);
    return;
  }
  End(*stream, OutcomeUnknown(
                   grpc::StatusCode::FAILED_PRECONDITION,
                   absl::StrCat("the router revoked the last subscription (",
                                topic.wanted.uri, "): ",
                                reason.empty() ? "no reason given" : reason)));
}

void SubscriptionHub::End(Stream& stream, const Failure& failure) {
  const std::shared_ptr<EventSink> sink = stream.sink;
  Remove(sink.get());
  sink->OnEnd(failure);
}

SubscriptionHub::Stream* SubscriptionHub::Find(EventSink* sink) {
  const auto found = streams_.find(sink);
  return found == streams_.end() ? nullptr : &found->second;
}

}  // namespace wampbridge::bridge
