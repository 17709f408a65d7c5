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

void SubscriptionHub::Subscribe(Wish wish, std::shared_ptr<EventSink> sink) {
  // Functions are copied, a stream is not.
  auto stream = std::make_shared<Stream>();
  stream->sink = std::move(sink);
  stream->gate = std::move(wish.gate);
  stream->history = wish.history;
  for (WantedTopic& topic : wish.topics) {
    stream->topics.push_back({std::move(topic), {}, false, false});
  }
  loop_.Post([this, stream = std::move(stream)] { Add(std::move(*stream)); });
}

void SubscriptionHub::Unsubscribe(std::shared_ptr<EventSink> sink) {
  loop_.Post([this, sink = std::move(sink)] { Remove(sink.get()); });
}

void SubscriptionHub::ContinueHistory(std::shared_ptr<EventSink> sink) {
  loop_.Post([this, sink = std::move(sink)] { AskHistory(sink.get()); });
}

void SubscriptionHub::Close(const Failure& why) {
  loop_.Post([this, why] { CloseNow(why); });
}

void SubscriptionHub::CloseNow(const Failure& why) {
  closed_ = why;
  for (EventSink* const sink : Sinks()) {
    if (Stream* const stream = Find(sink)) End(*stream, why);
  }
}

void SubscriptionHub::Add(Stream stream) {
  if (closed_) return stream.sink->OnEnd(*closed_);
  EventSink* const sink = stream.sink.get();
  Stream& added = streams_[sink] = std::move(stream);
  if (session_ == nullptr) {
    Interrupt(added,
              outage_reason_.empty() ? std::string(kNotTried) : outage_reason_,
              loop_.Now());
  } else if (move_ == nullptr) {
    AttachAll(sink);
  }
}

void SubscriptionHub::Remove(EventSink* sink) {
  const auto found = streams_.find(sink);
  if (found == streams_.end()) return;
  if (session_ != nullptr) {
    for (size_t i = 0; i < found->second.topics.size(); ++i) {
      const WantedTopic& topic = found->second.topics[i].wanted;
      session_->Detach(topic, {sink, i});
      if (move_ != nullptr) move_->Remove(topic, {sink, i});
    }
  }
  streams_.erase(found);
}

void SubscriptionHub::AttachAll(EventSink* sink) {
  if (const auto fit = Find(sink)->gate(*session_->connection()); !fit.ok()) {
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
  StartOn(std::move(connection));
}

void SubscriptionHub::StartOn(
    std::shared_ptr<transport::ClientConnection> connection) {
  SessionSubscriptions::Listener* const listener = this;
  session_ = std::make_unique<SessionSubscriptions>(
      loop_, std::move(connection), options_, listener);
  for (EventSink* sink : Sinks()) AttachAll(sink);
}

std::vector<EventSink*> SubscriptionHub::Sinks() const {
  std::vector<EventSink*> sinks;
  sinks.reserve(streams_.size());
  for (const auto& [sink, stream] : streams_) sinks.push_back(sink);
  return sinks;
}

void SubscriptionHub::OnSubscriberEvent(const wamp::Event& event) {
  if (session_ == nullptr) return;
  session_->HandleEvent(event, loop_.Now());
  if (move_ != nullptr) move_->HandleGiven(event);
}

void SubscriptionHub::OnSubscriberRevoked(
    const wamp::Unsubscribed& revocation) {
  if (session_ != nullptr) session_->HandleRevoked(revocation);
}

void SubscriptionHub::OnSubscriberLost(const std::string& reason,
                                       absl::Time last_heard) {
  // What was with the successor already is lost as well.
  absl::Time since = last_heard;
  if (move_ != nullptr) {
    since = std::min(since, move_->leaving_since().value_or(since));
  }
  move_.reset();
  moved_ = nullptr;
  LoseSession(reason, since);
}

void SubscriptionHub::LoseSession(const std::string& reason, absl::Time since) {
  // They ask the session that goes.
  for (auto& [sink, stream] : streams_) stream.fetch.reset();
  session_.reset();
  outage_reason_ = reason;
  for (auto& [sink, stream] : streams_) {
    if (stream.whole) stream.gap = EventSink::SessionGap{reason, since, since};
    stream.whole = false;
    for (Topic& topic : stream.topics) topic.subscription = {};
    stream.sink->OnSessionLost();
    if (!stream.outage) Interrupt(stream, reason, since);
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
  if (stream.whole || std::any_of(stream.topics.begin(), stream.topics.end(),
                                  [](const Topic& topic) {
                                    return !topic.revoked &&
                                           topic.subscription.value == 0;
                                  })) {
    return;
  }
  stream.whole = true;
  stream.outage.reset();
  std::optional<EventSink::SessionGap> gap = std::exchange(stream.gap, {});
  if (gap) gap->to = loop_.Now();
  TellWhole(stream, gap);
  AskHistory(stream.sink.get());
}

void SubscriptionHub::TellWhole(
    Stream& stream, const std::optional<EventSink::SessionGap>& gap) {
  std::vector<EventSink::SubscribedTopic> accepted;
  for (size_t i = 0; i < stream.topics.size(); ++i) {
    const Topic& topic = stream.topics[i];
    if (!topic.revoked) accepted.push_back({i, topic.subscription});
  }
  stream.sink->OnWhole(session_->connection()->session_id(), accepted, gap);
}

// Of the next topic, unless it has to wait: for the session, for the client, or
// for a successor, by whose ids it is then asked.
void SubscriptionHub::AskHistory(EventSink* sink) {
  Stream* const stream = Find(sink);
  if (stream == nullptr || !stream->history || !stream->whole ||
      stream->fetch != nullptr || move_ != nullptr) {
    return;
  }
  const auto next = std::find_if(
      stream->topics.begin(), stream->topics.end(),
      [](const Topic& each) { return !each.revoked && !each.history_given; });
  if (next == stream->topics.end()) {
    stream->history.reset();
    return sink->OnCaughtUp();
  }
  const auto topic = static_cast<size_t>(next - stream->topics.begin());
  stream->fetch = std::make_unique<HistoryFetch>(
      loop_, session_->connection(), options_,
      HistoryFetch::Question{.topic = next->wanted.uri,
                             .subscription = next->subscription,
                             .wish = *stream->history},
      [this, sink, topic](HistoryFetch::Answer answer) {
        HandleHistory(sink, topic, answer);
      });
  stream->fetch->Start();
}

void SubscriptionHub::HandleHistory(EventSink* sink, size_t index,
                                    HistoryFetch::Answer& answer) {
  // It is at work yet.
  const auto fetch = std::move(Find(sink)->fetch);
  Stream& stream = *Find(sink);
  Topic& topic = stream.topics[index];
  if (topic.revoked) return AskHistory(sink);
  if (const auto* failure = std::get_if<Failure>(&answer)) {
    return End(stream, *failure);
  }
  topic.history_given = true;
  auto& events = std::get<std::vector<SharedEvent>>(answer);
  if (sink->OnHistory(index, events) == EventSink::Room::kNow) AskHistory(sink);
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
  if (move_ != nullptr) move_->Remove(topic.wanted, member);
  stream->sink->OnUnsubscribed(member.topic, reason);
  const bool left =
      std::any_of(stream->topics.begin(), stream->topics.end(),
                  [](const Topic& each) { return !each.revoked; });
  if (left) {
    // Before a successor has taken over it has nothing of its own.
    if (move_ == nullptr) CheckWhole(*stream);
    return;
  }
  End(*stream, OutcomeUnknown(
                   grpc::StatusCode::FAILED_PRECONDITION,
                   absl::StrCat("the router revoked the last subscription (",
                                topic.wanted.uri, "): ",
                                reason.empty() ? "no reason given" : reason)));
}

void SubscriptionHub::OnSuccessorJoined(
    std::shared_ptr<transport::ClientConnection> connection,
    MovedCallback moved) {
  SubscriptionMove::Listener* const listener = this;
  move_ = std::make_unique<SubscriptionMove>(
      loop_, *session_, std::move(connection), options_, listener);
  moved_ = std::move(moved);
  for (EventSink* sink : Sinks()) MoveStream(sink);
  move_->Start();
}

void SubscriptionHub::MoveStream(EventSink* sink) {
  Stream& stream = *Find(sink);
  if (const auto fit = stream.gate(*move_->successor()); !fit.ok()) {
    return End(stream, Rejected(fit));
  }
  stream.fetch.reset();
  if (!stream.whole) {
    // It has been given nothing yet, so it may as well begin with the next.
    for (size_t i = 0; i < stream.topics.size(); ++i) {
      session_->Detach(stream.topics[i].wanted, {sink, i});
      stream.topics[i].subscription = {};
    }
    return sink->OnSessionLost();
  }
  // A refusal may end the stream in the middle.
  for (size_t i = 0;; ++i) {
    const Stream* const left = Find(sink);
    if (left == nullptr || i == left->topics.size()) return;
    if (!left->topics[i].revoked) {
      move_->Add(left->topics[i].wanted, {sink, i});
    }
  }
}

void SubscriptionHub::OnSuccessorEvent(const wamp::Event& event) {
  if (move_ != nullptr) move_->HandleEvent(event);
}

void SubscriptionHub::OnSuccessorRevoked(const wamp::Unsubscribed& revocation) {
  if (move_ != nullptr) move_->HandleRevoked(revocation);
}

// Where the old session has given back something already, what came since is
// lost.
void SubscriptionHub::OnSuccessorLost(const std::string& reason) {
  if (move_ == nullptr) return;
  const std::optional<absl::Time> leaving_since = move_->leaving_since();
  move_.reset();
  moved_ = nullptr;
  if (!leaving_since) return Resume();
  auto connection = session_->connection();
  LoseSession(reason, *leaving_since);
  StartOn(std::move(connection));
}

void SubscriptionHub::OnMoveRefused(SubscriptionMove::Member member,
                                    const Failure& failure) {
  OnRefused(member, failure);
}

void SubscriptionHub::OnMoveRevoked(SubscriptionMove::Member member,
                                    const std::string& reason) {
  if (const Stream* stream = Find(member.sink)) {
    session_->Detach(stream->topics[member.topic].wanted, member);
  }
  OnRevoked(member, reason);
}

void SubscriptionHub::OnMoved() {
  SubscriptionMove::Moved moved = move_->Finish();
  move_.reset();
  session_ = std::move(moved.session);
  session_->ReportTo(this);
  for (auto& [sink, stream] : streams_) {
    if (!stream.whole) continue;
    for (size_t i = 0; i < stream.topics.size(); ++i) {
      if (stream.topics[i].revoked) continue;
      stream.topics[i].subscription = moved.ids.at({sink, i});
    }
    TellWhole(stream, std::nullopt);
  }
  for (const SubscriptionMove::HeldEvent& held : moved.due) {
    session_->HandleEvent(held.event, held.received_at);
  }
  Resume();
  EndMove(Moved::kMoved);
}

void SubscriptionHub::OnHoldEnded(const std::string& reason, absl::Time since) {
  auto successor = move_->successor();
  move_.reset();
  LoseSession(reason, since);
  StartOn(std::move(successor));
  EndMove(Moved::kMoved);
}

void SubscriptionHub::OnMoveFailed() {
  move_.reset();
  Resume();
  EndMove(Moved::kFailed);
}

// Who waited for the end of a move goes on with the session that there is.
void SubscriptionHub::Resume() {
  for (EventSink* sink : Sinks()) {
    if (!Find(sink)->whole) {
      AttachAll(sink);
    } else {
      AskHistory(sink);
    }
  }
}

void SubscriptionHub::EndMove(Moved how) {
  const MovedCallback moved = std::exchange(moved_, nullptr);
  moved(how);
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
