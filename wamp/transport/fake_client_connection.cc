// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/fake_client_connection.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {

using wamp::MessageType;

FakeClientConnection::FakeClientConnection(uint64_t session_id,
                                           SessionObserver* observer,
                                           wamp::Serializer serializer)
    : session_id_(session_id), observer_(observer), serializer_(serializer) {}

std::vector<FakeClientConnection::Request>
FakeClientConnection::TakeRequests() {
  const std::lock_guard lock(mutex_);
  return std::exchange(requests_, {});
}

std::vector<FakeClientConnection::Cancelled>
FakeClientConnection::TakeCancelled() {
  const std::lock_guard lock(mutex_);
  return std::exchange(cancelled_, {});
}

FakeClientConnection::Request FakeClientConnection::NextRequest() {
  std::unique_lock lock(mutex_);
  asked_.wait(lock, [this] { return !requests_.empty(); });
  Request oldest = std::move(requests_.front());
  requests_.erase(requests_.begin());
  return oldest;
}

FakeClientConnection::Cancelled FakeClientConnection::NextCancelled() {
  std::unique_lock lock(mutex_);
  asked_.wait(lock, [this] { return !cancelled_.empty(); });
  const Cancelled oldest = cancelled_.front();
  cancelled_.erase(cancelled_.begin());
  return oldest;
}

std::vector<std::string> FakeClientConnection::TakeAnswers() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

std::string FakeClientConnection::NextAnswer() {
  std::unique_lock lock(mutex_);
  asked_.wait(lock, [this] { return !answers_.empty(); });
  std::string oldest = std::move(answers_.front());
  answers_.erase(answers_.begin());
  return oldest;
}

size_t FakeClientConnection::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_.size();
}

void FakeClientConnection::Answer(wamp::RequestId id, wamp::Answered answered) {
  RequestObserver* observer = nullptr;
  {
    const std::lock_guard lock(mutex_);
    const auto found = pending_.find(id);
    if (found == pending_.end()) return;
    observer = found->second;
    if (answered.last) pending_.erase(found);
  }
  answered.tag = observer;
  observer->OnAnswer(answered);
}

void FakeClientConnection::AnswerSubscribed(wamp::RequestId id,
                                            uint64_t subscription) {
  Answer(id, {nullptr, wamp::Subscribed{id, {subscription}}, true});
}

void FakeClientConnection::AnswerUnsubscribed(wamp::RequestId id) {
  Answer(id, {nullptr, wamp::Unsubscribed{id, {}}, true});
}

void FakeClientConnection::AnswerRegistered(wamp::RequestId id,
                                            uint64_t registration) {
  Answer(id, {nullptr, wamp::Registered{id, {registration}}, true});
}

void FakeClientConnection::AnswerUnregistered(wamp::RequestId id) {
  Answer(id, {nullptr, wamp::Unregistered{id, {}}, true});
}

void FakeClientConnection::AnswerError(wamp::RequestId id,
                                       const std::string& uri) {
  wamp::Error error;
  error.request = id;
  error.error = uri;
  Answer(id, {nullptr, std::move(error), true});
}

void FakeClientConnection::Challenge(const wamp::Challenge& challenge) {
  observer_->OnChallenge(challenge);
}

void FakeClientConnection::Join(const wamp::Welcome& welcome) {
  welcome_ = welcome;
  welcome_.session = {session_id_};
  observer_->OnJoined(welcome_);
}

void FakeClientConnection::Lose(const wamp::SessionLost& lost,
                                wamp::Handed handed) {
  std::map<wamp::RequestId, RequestObserver*> pending;
  {
    const std::lock_guard lock(mutex_);
    fail_ = absl::FailedPreconditionError("the session is lost");
    pending = std::exchange(pending_, {});
  }
  for (const auto& [id, observer] : pending) observer->OnLost(handed);
  if (observer_ != nullptr) observer_->OnLost(lost);
}

void FakeClientConnection::FailRequests(absl::Status status) {
  const std::lock_guard lock(mutex_);
  fail_ = std::move(status);
}

void FakeClientConnection::SetFeature(const std::string& role,
                                      const std::string& feature) {
  const std::lock_guard lock(mutex_);
  features_.push_back(absl::StrCat(role, ".", feature));
}

absl::Status FakeClientConnection::Authenticate(std::string_view signature,
                                                const wamp::Dict&) {
  signatures_.emplace_back(signature);
  return absl::OkStatus();
}

absl::Status FakeClientConnection::RefuseChallenge(std::string_view,
                                                   const absl::Status&) {
  closed_ = true;
  return absl::OkStatus();
}

absl::StatusOr<wamp::RequestId> FakeClientConnection::Keep(
    MessageType type, std::string tail, RequestObserver* observer) {
  const std::lock_guard lock(mutex_);
  if (!fail_.ok()) return fail_;
  const wamp::RequestId id = {++last_id_};
  requests_.push_back({id, type, std::move(tail), observer});
  if (observer != nullptr) pending_[id] = observer;
  asked_.notify_all();
  return id;
}

std::string FakeClientConnection::TailOf(
    const wamp::EncodedRequest& request) const {
  std::string tail;
  wamp::AppendRequestTail(serializer_, request, &tail);
  return tail;
}

absl::StatusOr<wamp::RequestId> FakeClientConnection::Call(
    const wamp::EncodedRequest& call, RequestObserver* observer) {
  return Keep(MessageType::kCall, TailOf(call), observer);
}

absl::Status FakeClientConnection::CallMore(wamp::RequestId request,
                                            const wamp::EncodedRequest& chunk) {
  const std::lock_guard lock(mutex_);
  if (!fail_.ok()) return fail_;
  const auto found = pending_.find(request);
  if (found == pending_.end()) return absl::NotFoundError("not pending");
  requests_.push_back(
      {request, MessageType::kCall, TailOf(chunk), found->second});
  asked_.notify_all();
  return absl::OkStatus();
}

absl::StatusOr<wamp::RequestId> FakeClientConnection::Publish(
    const wamp::EncodedRequest& publish, RequestObserver* observer) {
  return Keep(MessageType::kPublish, TailOf(publish), observer);
}

absl::StatusOr<wamp::RequestId> FakeClientConnection::PublishUnacknowledged(
    const wamp::EncodedRequest& publish) {
  return Keep(MessageType::kPublish, TailOf(publish), nullptr);
}

absl::StatusOr<wamp::RequestId> FakeClientConnection::Subscribe(
    const wamp::EncodedRequest& subscribe, RequestObserver* observer) {
  return Keep(MessageType::kSubscribe, TailOf(subscribe), observer);
}

absl::StatusOr<wamp::RequestId> FakeClientConnection::Unsubscribe(
    wamp::SubscriptionId subscription, RequestObserver* observer) {
  return Keep(MessageType::kUnsubscribe, absl::StrCat(subscription.value),
              observer);
}

absl::StatusOr<wamp::RequestId> FakeClientConnection::Register(
    const wamp::EncodedRequest& registration, RequestObserver* observer) {
  return Keep(MessageType::kRegister, TailOf(registration), observer);
}

absl::StatusOr<wamp::RequestId> FakeClientConnection::Unregister(
    wamp::RegistrationId registration, RequestObserver* observer) {
  return Keep(MessageType::kUnregister, absl::StrCat(registration.value),
              observer);
}

absl::Status FakeClientConnection::Cancel(wamp::RequestId request,
                                          wamp::CancelMode mode) {
  const std::lock_guard lock(mutex_);
  if (pending_.erase(request) == 0) return absl::NotFoundError("not pending");
  cancelled_.push_back({request, mode});
  asked_.notify_all();
  return absl::OkStatus();
}

absl::Status FakeClientConnection::KeepAnswer(const wamp::Message& answer) {
  const std::lock_guard lock(mutex_);
  if (!fail_.ok()) return fail_;
  std::string octets;
  absl::Status written = wamp::AppendMessage(serializer_, answer, &octets);
  if (!written.ok()) return written;
  answers_.push_back(std::move(octets));
  asked_.notify_all();
  return written;
}

absl::Status FakeClientConnection::Yield(const wamp::Yield& yield) {
  return KeepAnswer(yield);
}

absl::Status FakeClientConnection::YieldError(const wamp::Error& error) {
  return KeepAnswer(error);
}

void FakeClientConnection::Leave(std::string_view) { left_ = true; }

void FakeClientConnection::Close(const absl::Status&) { closed_ = true; }

bool FakeClientConnection::RouterHas(std::string_view role,
                                     std::string_view feature) const {
  const std::lock_guard lock(mutex_);
  return std::count(
             features_.begin(), features_.end(),
             absl::StrCat(std::string(role), ".", std::string(feature))) > 0;
}

size_t FakeClientConnection::pending_requests() const {
  const std::lock_guard lock(mutex_);
  return pending_.size();
}

}  // namespace wampbridge::transport
