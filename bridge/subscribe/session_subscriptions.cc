// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/session_subscriptions.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "bridge/pool/session_request.h"
#include "bridge/subscribe/shared_event.h"
#include "wamp/message_codec.h"

namespace wampbridge::bridge {
namespace {

bool WantsRetained(const WantedTopic& topic) {
  return topic.options.IsTrue("get_retained");
}

}  // namespace

struct SessionSubscriptions::Subscription {
  Key key;
  wamp::SubscriptionId id;  // 0: not accepted yet, or revoked
  // Options of the SUBSCRIBEs that were accepted (the last: others may join).
  wamp::Dict options;
  absl::flat_hash_set<Member> members;
  // Who is owed events marked retained: those of the last SUBSCRIBE that asked.
  std::vector<Member> owed;
  // SUBSCRIBEs without an answer.
  std::vector<std::unique_ptr<SubscribeRequest>> requests;
  // Set from UNSUBSCRIBE to UNSUBSCRIBED.
  std::unique_ptr<UnsubscribeRequest> leaving;
};

// What the two kinds of request share: the table that they report to.
class SessionSubscriptions::TableRequest : public SessionRequest {
 protected:
  explicit TableRequest(SessionSubscriptions& table)
      : SessionRequest(table.loop_, table.connection_), table_(table) {}

  SessionSubscriptions& table() { return table_; }
  void StartTimer(std::function<void()> run) {
    SessionRequest::StartTimer(table_.options_.answer_timeout, std::move(run));
  }

 private:
  SessionSubscriptions& table_;
};

// A SUBSCRIBE and the members that wait for its answer. The session's table
// keeps it until it is answered, even when nobody waits any more: what the
// router then grants is given back.
class SessionSubscriptions::SubscribeRequest final : public TableRequest {
 public:
  SubscribeRequest(SessionSubscriptions& table, WantedTopic topic)
      : TableRequest(table), topic_(std::move(topic)) {}

  const WantedTopic& topic() const { return topic_; }
  std::vector<Member>& waiting() { return waiting_; }
  // Whoever comes now would wait for ever.
  bool late() const { return late_; }

  void Start() {
    StartTimer([this] {
      late_ = true;
      table().RefuseAll(
          std::exchange(waiting_, {}),
          OutcomeUnknown(
              grpc::StatusCode::DEADLINE_EXCEEDED,
              absl::StrCat(
                  "no answer to SUBSCRIBE ", topic_.uri, " within ",
                  absl::FormatDuration(table().options_.answer_timeout))));
    });
  }

 private:
  void HandleAnswer(const wamp::Answered& answered) override {
    StopTimer();
    if (const auto* subscribed =
            std::get_if<wamp::Subscribed>(&answered.answer)) {
      table().HandleSubscribed(*this, subscribed->subscription);
    } else if (const auto* error = std::get_if<wamp::Error>(&answered.answer)) {
      Finish(table().options_.remote_failure(
          *error, table().connection_->serializer()));
    }
  }

  // The session is going: the hub is told next, and starts again on another.
  void HandleLost() override {
    table().all_left_ = nullptr;
    waiting_.clear();
    Finish(Failure());
  }

  // Deletes this.
  void Finish(const Failure& failure) {
    SessionSubscriptions& from = table();
    const Key key(topic_.uri, topic_.match);
    const std::vector<Member> members = std::exchange(waiting_, {});
    std::erase_if(from.Find(key)->requests,
                  [this](const auto& each) { return each.get() == this; });
    from.RefuseAll(members, failure);
    from.LeaveIfUnused(key);
  }

  const WantedTopic topic_;
  std::vector<Member> waiting_;
  bool late_ = false;
};

// An UNSUBSCRIBE and those who came too late to keep the subscription.
class SessionSubscriptions::UnsubscribeRequest final : public TableRequest {
 public:
  UnsubscribeRequest(SessionSubscriptions& table, Key key)
      : TableRequest(table), key_(std::move(key)) {
    StartTimer([this] {
      late_ = true;
      for (auto& [topic, member] : std::exchange(waiting_, {})) {
        this->table().RefuseAll({member}, NoAnswer());
      }
    });
  }

  // Subscribes anew once the answer is there; refused where it is overdue.
  void Wait(const WantedTopic& topic, Member member) {
    if (late_) {
      table().RefuseAll({member}, NoAnswer());
    } else {
      waiting_.emplace_back(topic, member);
    }
  }
  std::vector<std::pair<WantedTopic, Member>>& waiting() { return waiting_; }

 private:
  // Both delete this. An ERROR says that the router knows no such subscription:
  // it is gone, too.
  void HandleAnswer(const wamp::Answered&) override {
    table().HandleUnsubscribed(Key(key_));
  }
  // Lost is not left: what it should have given before may be missing.
  void HandleLost() override {
    table().all_left_ = nullptr;
    waiting_.clear();
    table().HandleUnsubscribed(Key(key_));
  }

  Failure NoAnswer() const {
    return NotSent(grpc::StatusCode::DEADLINE_EXCEEDED,
                   absl::StrCat("no answer to UNSUBSCRIBE ", key_.first));
  }

  const Key key_;
  std::vector<std::pair<WantedTopic, Member>> waiting_;
  bool late_ = false;
};

SessionSubscriptions::SessionSubscriptions(
    transport::EventLoop& loop,
    std::shared_ptr<transport::ClientConnection> connection,
    const Options& options, Listener* listener)
    : loop_(loop),
      connection_(std::move(connection)),
      options_(options),
      listener_(listener) {}

SessionSubscriptions::~SessionSubscriptions() {
  for (auto& [key, subscription] : subscriptions_) {
    for (auto& request : subscription->requests) {
      SessionRequest::LetGo(std::move(request));
    }
    if (subscription->leaving != nullptr) {
      SessionRequest::LetGo(std::move(subscription->leaving));
    }
  }
}

void SessionSubscriptions::Attach(const WantedTopic& topic, Member member) {
  const Key key(topic.uri, topic.match);
  auto& subscription = subscriptions_[key];
  if (subscription == nullptr) {
    subscription = std::make_unique<Subscription>();
    subscription->key = key;
  }
  if (subscription->leaving != nullptr) {
    subscription->leaving->Wait(topic, member);
    return;
  }
  for (const auto& request : subscription->requests) {
    if (!request->late() && request->topic().options == topic.options) {
      request->waiting().push_back(member);
      return;
    }
  }
  if (subscription->id.value != 0 && !WantsRetained(topic) &&
      subscription->options == topic.options) {
    subscription->members.insert(member);
    listener_->OnAccepted(member, subscription->id);
    return;
  }
  Send(topic, *subscription, member);
}

void SessionSubscriptions::Send(const WantedTopic& topic,
                                Subscription& subscription, Member member) {
  const Key key = subscription.key;
  auto encoded = wamp::EncodeSubscribe(connection_->serializer(), topic.options,
                                       topic.uri);
  absl::Status sent = encoded.status();
  if (encoded.ok()) {
    auto request = std::make_unique<SubscribeRequest>(*this, topic);
    const auto id = connection_->Subscribe(*encoded, request.get());
    sent = id.status();
    if (sent.ok()) {
      request->SetId(*id);
      request->waiting().push_back(member);
      request->Start();
      subscription.requests.push_back(std::move(request));
      return;
    }
  }
  // A session that is lost already is about to be replaced by the hub.
  if (!absl::IsFailedPrecondition(sent)) {
    RefuseAll({member}, WhyNotSent(sent));
  }
  LeaveIfUnused(key);
}

void SessionSubscriptions::Detach(const WantedTopic& topic, Member member) {
  const Key key(topic.uri, topic.match);
  Subscription* subscription = Find(key);
  if (subscription == nullptr) return;
  subscription->members.erase(member);
  std::erase(subscription->owed, member);
  for (const auto& request : subscription->requests) {
    std::erase(request->waiting(), member);
  }
  if (subscription->leaving != nullptr) {
    std::erase_if(subscription->leaving->waiting(),
                  [&](const auto& each) { return each.second == member; });
  }
  LeaveIfUnused(key);
}

void SessionSubscriptions::HandleEvent(const wamp::Event& event,
                                       absl::Time received_at) {
  const auto found = by_id_.find(event.subscription);
  if (found == by_id_.end()) return;  // just dropped: the events cross
  Subscription& subscription = *found->second;
  SharedEvent shared(event, {.serializer = connection_->serializer(),
                             .subscribed = subscription.key.first,
                             .received_at = received_at,
                             .metadata = options_.metadata,
                             .tracer = options_.tracer});
  if (event.details.IsTrue("retained")) {
    for (const Member& member : subscription.owed) {
      member.sink->OnEvent(member.topic, shared);
    }
    return;
  }
  for (const Member& member : subscription.members) {
    member.sink->OnEvent(member.topic, shared);
  }
}

void SessionSubscriptions::HandleRevoked(const wamp::Unsubscribed& revocation) {
  const int64_t* id = revocation.details.FindInt("subscription");
  if (id == nullptr) return;
  const auto found =
      by_id_.find({static_cast<uint64_t>(std::max<int64_t>(0, *id))});
  if (found == by_id_.end()) return;
  Subscription& subscription = *found->second;
  by_id_.erase(found);
  subscription.id = {};
  const std::string& reason = revocation.details.TextAt("reason");
  const auto members = std::exchange(subscription.members, {});
  subscription.owed.clear();
  LeaveIfUnused(Key(subscription.key));
  for (const Member& member : members) listener_->OnRevoked(member, reason);
}

// Deletes the request.
void SessionSubscriptions::HandleSubscribed(SubscribeRequest& request,
                                            wamp::SubscriptionId id) {
  const Key key(request.topic().uri, request.topic().match);
  Subscription& subscription = *Find(key);
  if (subscription.id != id) by_id_.erase(subscription.id);
  subscription.id = id;
  subscription.options = request.topic().options;
  by_id_[id] = &subscription;
  const std::vector<Member> members = std::exchange(request.waiting(), {});
  subscription.members.insert(members.begin(), members.end());
  if (WantsRetained(request.topic())) subscription.owed = members;
  std::erase_if(subscription.requests,
                [&](const auto& each) { return each.get() == &request; });
  LeaveIfUnused(key);
  for (const Member& member : members) listener_->OnAccepted(member, id);
}

// Deletes the request; those who came meanwhile subscribe anew.
void SessionSubscriptions::HandleUnsubscribed(const Key& key) {
  const auto waiting = std::exchange(Find(key)->leaving->waiting(), {});
  by_id_.erase(Find(key)->id);
  subscriptions_.erase(key);
  for (const auto& [topic, member] : waiting) Attach(topic, member);
  TellIfAllLeft();
}

// Gives the subscription back once nobody has it or waits for it.
void SessionSubscriptions::LeaveIfUnused(const Key& key) {
  Subscription* subscription = Find(key);
  if (subscription == nullptr || subscription->leaving != nullptr ||
      !subscription->members.empty() || !subscription->requests.empty()) {
    return;
  }
  if (subscription->id.value == 0) {  // never accepted, or revoked
    subscriptions_.erase(key);
    return TellIfAllLeft();
  }
  // Where it cannot be sent (the session is lost, or its buffer is full) the
  // subscription stays, without members, for the next who wants it.
  (void)Leave(*subscription);
}

absl::Status SessionSubscriptions::Leave(Subscription& subscription) {
  auto request = std::make_unique<UnsubscribeRequest>(*this, subscription.key);
  const auto id = connection_->Unsubscribe(subscription.id, request.get());
  if (!id.ok()) return id.status();
  request->SetId(*id);
  subscription.leaving = std::move(request);
  return absl::OkStatus();
}

absl::Status SessionSubscriptions::LeaveAll(std::function<void()> done) {
  all_left_ = std::move(done);
  for (auto& [key, subscription] : subscriptions_) {
    if (subscription->id.value == 0 || subscription->leaving != nullptr) {
      continue;  // a SUBSCRIBE that nobody waits for is given back anyway
    }
    absl::Status sent = Leave(*subscription);
    if (!sent.ok()) return sent;
  }
  TellIfAllLeft();
  return absl::OkStatus();
}

void SessionSubscriptions::TellIfAllLeft() {
  if (all_left_ == nullptr || !subscriptions_.empty()) return;
  loop_.Post(std::exchange(all_left_, nullptr));
}

const SessionSubscriptions::Key* SessionSubscriptions::KeyOf(
    wamp::SubscriptionId id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &found->second->key;
}

void SessionSubscriptions::RefuseAll(const std::vector<Member>& members,
                                     const Failure& failure) {
  for (const Member& member : members) listener_->OnRefused(member, failure);
}

SessionSubscriptions::Subscription* SessionSubscriptions::Find(const Key& key) {
  const auto found = subscriptions_.find(key);
  return found == subscriptions_.end() ? nullptr : found->second.get();
}

}  // namespace wampbridge::bridge
