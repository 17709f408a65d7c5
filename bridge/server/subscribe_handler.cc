// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/subscribe_handler.h"

#include <utility>
#include <variant>
#include <vector>

#include "bridge/errors/failures.h"
#include "bridge/server/buffers.h"
#include "bridge/server/first_of.h"
#include "bridge/server/message_size.h"
#include "bridge/server/time_limit.h"
#include "bridge/translate/history_query.h"
#include "bridge/translate/match_policy.h"
#include "bridge/translate/payload_form.h"
#include "bridge/translate/subscribe_request.h"

namespace wampbridge::bridge {
namespace {

OverflowPolicy PolicyOf(v1::Overflow asked, OverflowPolicy configured) {
  switch (asked) {
    case v1::OVERFLOW_FAIL:
      return OverflowPolicy::kFail;
    case v1::OVERFLOW_DROP_OLDEST:
      return OverflowPolicy::kDropOldest;
    case v1::OVERFLOW_CONFLATE:
      return OverflowPolicy::kConflate;
    default:
      return configured;
  }
}

EventQueue::Limits QueueOf(const v1::Queue& asked,
                           const EventQueue::Limits& configured) {
  EventQueue::Limits limits = configured;
  if (asked.max_events() != 0) limits.events_max = asked.max_events();
  if (asked.max_bytes() != 0) limits.octets_max = asked.max_bytes();
  limits.policy = PolicyOf(asked.overflow(), configured.policy);
  return limits;
}

}  // namespace

void SubscribeHandler::Offer(BridgeService& service, Serving& serving,
                             ServingQueue& queue) {
  const auto handler =
      std::make_shared<SubscribeHandler>(service, serving, queue);
  service.RequestSubscribe(&handler->context(), &handler->octets_,
                           handler->stream(), queue.queue(), queue.queue(),
                           handler->ArmStart());
}

void SubscribeHandler::OnStart(const std::optional<Failure>& refusal) {
  std::variant<Checked, Failure> accepted;
  if (refusal) {
    accepted = *refusal;
  } else {
    accepted = Accept();
  }
  if (auto* failure = std::get_if<Failure>(&accepted)) {
    {
      const std::lock_guard<std::mutex> lock(sink_mutex_);
      refused_ = std::move(*failure);
    }
    return Pump();
  }
  Checked& checked = std::get<Checked>(accepted);
  auto sink =
      SubscribeSink::Create(std::move(checked.options),
                            std::move(checked.terms), *serving().deadlines);
  {
    const std::lock_guard<std::mutex> lock(sink_mutex_);
    sink_ = sink;
  }
  identity_->hubs->subscriptions().Subscribe(std::move(checked.wish),
                                             std::move(sink));
  // The drain may have looked for streams before this one had its sink.
  if (serving().draining) OnDrain();
  Pump();
}

std::variant<SubscribeHandler::Checked, Failure> SubscribeHandler::Accept() {
  if (!ParseFromBuffer(octets_, &request_)) return NotAMessage(request_);
  const ServingLimits& limits = serving().limits.Get();
  const absl::Status wrong = CheckSubscribe(
      request_, {.topics_per_stream = limits.topics_per_stream,
                 .queue_ceiling_events = limits.queue_events_ceiling,
                 .queue_ceiling_bytes = limits.queue_octets_ceiling});
  if (!wrong.ok()) return Rejected(wrong);
  const auto form = ResolvePayloadForm(request_.payload_form(), v1::Payload());
  if (!form.ok()) return Rejected(form.status());
  std::vector<Wish> wishes;
  for (const v1::Topic& topic : request_.topics()) {
    wishes.push_back(
        {Action::kSubscribe, topic.uri(), MatchPolicyOf(topic.match())});
  }
  auto chosen = IdentityFor(request_.identity(), wishes);
  if (const auto* failure = std::get_if<Failure>(&chosen)) return *failure;
  identity_ = std::get<Identities::Pointer>(std::move(chosen));
  Checked checked;
  for (const v1::Topic& topic : request_.topics()) {
    auto options =
        SubscribeOptionsFor(request_, topic, &identity_->extra_options);
    if (!options.ok()) return Rejected(options.status());
    const wamp::MatchPolicy match = MatchPolicyOf(topic.match());
    checked.wish.topics.push_back({topic.uri(), match, *std::move(options)});
    checked.options.topics.push_back(topic);
    checked.options.topics.back().set_match(MatchOf(match));
  }
  checked.options.form = *form;
  checked.options.queue = QueueOf(request_.queue(), limits.queue);
  const size_t events_max = checked.options.queue.events_max;
  const absl::Status beyond =
      CheckHistoryLimit(request_.options().history(), events_max);
  if (!beyond.ok()) return Rejected(beyond);
  checked.wish.history = HistoryWishFor(request_.options(), events_max);
  if (checked.wish.history) {
    checked.options.begin = SubscriberStream::Options::Begin::kHistory;
  }
  checked.wish.gate = GateOf();
  checked.options.frame_bytes_max = limits.grpc_message_bytes_max;
  checked.options.gap_counters = &serving().counters.gaps;
  checked.terms = TermsOf();
  return checked;
}

SubscribeSink::Terms SubscribeHandler::TermsOf() {
  SubscribeSink::Terms terms;
  if (request_.has_max_outage()) {
    terms.max_outage = FromProto(request_.max_outage());
  }
  terms.overflow_drain = serving().limits.Get().overflow_drain;
  const std::weak_ptr<SubscribeHandler> weak =
      std::static_pointer_cast<SubscribeHandler>(shared_from_this());
  terms.ready = [weak] {
    if (const auto self = weak.lock()) self->Pump();
  };
  terms.reset = [weak] {
    if (const auto self = weak.lock()) self->Reset();
  };
  terms.history_taken = [weak] {
    const auto self = weak.lock();
    if (self == nullptr) return;
    self->identity_->hubs->subscriptions().ContinueHistory(self->sink());
  };
  return terms;
}

SubscriptionHub::Gate SubscribeHandler::GateOf() {
  const std::weak_ptr<SubscribeHandler> weak =
      std::static_pointer_cast<SubscribeHandler>(shared_from_this());
  return [weak](const transport::ClientConnection& connection) {
    const auto self = weak.lock();
    if (self == nullptr) return absl::OkStatus();
    return CheckSubscribeFeatures(self->request_,
                                  TraitsOf(*self->identity_, connection));
  };
}

std::shared_ptr<SubscribeSink> SubscribeHandler::sink() {
  const std::lock_guard<std::mutex> lock(sink_mutex_);
  return sink_;
}

LiveRpc::Backlog SubscribeHandler::backlog() {
  const auto stream = sink();
  if (stream == nullptr) return {};
  const SubscriberStream::Queued queued = stream->queued();
  return {queued.events, queued.octets};
}

std::optional<LiveRpc::Description> SubscribeHandler::Describe() {
  const auto stream = sink();
  if (stream == nullptr) return std::nullopt;
  const SubscriberStream::Queued queued = stream->queued();
  Description described = DescribeStream("Subscribe", *identity_);
  described.client_name = request_.client_name();
  described.of = FirstOf(request_.topics());
  described.backlog = {queued.events, queued.octets};
  described.gaps = queued.gaps;
  return described;
}

ToWrite SubscribeHandler::TakeNext() {
  std::shared_ptr<SubscribeSink> sink;
  {
    const std::lock_guard<std::mutex> lock(sink_mutex_);
    if (refused_) return StreamEnd{refused_};
    sink = sink_;
  }
  if (sink == nullptr) return NothingToWrite{};
  SubscriberStream::Taken taken = sink->Take();
  if (auto* frame = std::get_if<EventQueue::Frame>(&taken)) {
    serving().counters.events_sent.fetch_add(1, std::memory_order_relaxed);
    return ShareAsBuffer(std::move(*frame));
  }
  if (auto* end = std::get_if<SubscriberStream::End>(&taken)) {
    Unsubscribe();
    end->failure.identity = identity_->name;
    end->failure.router = identity_->router;
    return StreamEnd{std::move(end->failure)};
  }
  return NothingToWrite{};
}

void SubscribeHandler::Unsubscribe() {
  if (auto stream = sink()) {
    identity_->hubs->subscriptions().Unsubscribe(std::move(stream));
  }
}

void SubscribeHandler::OnCancelled() {
  serving().counters.rpcs_cancelled.fetch_add(1, std::memory_order_relaxed);
  Unsubscribe();
}

void SubscribeHandler::OnAccessLost(const Failure& failure) {
  if (const auto stream = sink()) stream->Close(failure);
}

void SubscribeHandler::OnDrain() {
  if (const auto stream = sink()) stream->Close(DrainingFailure());
}

void SubscribeHandler::OnAbort() {
  OnDrain();
  Reset();
}

}  // namespace wampbridge::bridge
