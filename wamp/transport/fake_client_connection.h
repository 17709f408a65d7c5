// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_FAKE_CLIENT_CONNECTION_H_
#define WAMP_TRANSPORT_FAKE_CLIENT_CONNECTION_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "wamp/transport/client_connection.h"

namespace wampbridge::transport {

// A client connection for tests of those who use one: it writes nothing, keeps
// what it was asked, and the test answers. Callbacks to observers run on the
// thread that calls Answer…, Lose and so on. Speaks JSON unless told otherwise.
class FakeClientConnection : public ClientConnection {
 public:
  struct Request {
    wamp::RequestId id;
    wamp::MessageType type = wamp::MessageType::kCall;
    // The encoded tail (`,{},"com.topic"]` in JSON), or the id as text for
    // UNSUBSCRIBE and UNREGISTER.
    std::string tail;
    RequestObserver* observer = nullptr;  // null: no answer expected
  };
  struct Cancelled {
    wamp::RequestId id;
    wamp::CancelMode mode = wamp::CancelMode::kSkip;
  };

  explicit FakeClientConnection(
      uint64_t session_id, SessionObserver* observer = nullptr,
      wamp::Serializer serializer = wamp::Serializer::kJson);

  // What was asked, oldest first, each chunk of a call by itself; Take waits
  // for nothing.
  std::vector<Request> TakeRequests();
  std::vector<Cancelled> TakeCancelled();
  // The answers to invocations, oldest first, as on the wire
  // (`[70,7,{"progress":true},[1]]`).
  std::vector<std::string> TakeAnswers();
  // Waits until another thread has given it.
  std::string NextAnswer();
  size_t requests() const;
  // The oldest, taken; waits until another thread has asked for it.
  Request NextRequest();
  Cancelled NextCancelled();

  // To the observer of request `id`.
  void Answer(wamp::RequestId id, wamp::Answered answered);
  void AnswerSubscribed(wamp::RequestId id, uint64_t subscription);
  void AnswerUnsubscribed(wamp::RequestId id);
  void AnswerRegistered(wamp::RequestId id, uint64_t registration);
  void AnswerUnregistered(wamp::RequestId id);
  void AnswerError(wamp::RequestId id, const std::string& uri);
  // To the session's observer.
  void Challenge(const wamp::Challenge& challenge);
  void Join(const wamp::Welcome& welcome = {});
  void Deliver(const wamp::Event& event) { observer_->OnEvent(event); }
  void Revoke(const wamp::Unsubscribed& revocation) {
    observer_->OnUnsubscribed(revocation);
  }
  // Every unanswered request is lost with `handed`, then the session is.
  void Lose(const wamp::SessionLost& lost,
            wamp::Handed handed = wamp::Handed::kYes);

  // The next requests return this status.
  void FailRequests(absl::Status status);
  void SetFeature(const std::string& role, const std::string& feature);
  void SetMessageBytesMax(size_t octets) { message_bytes_max_ = octets; }
  void SetLastHeard(absl::Time time) { last_heard_ = time; }
  void SetTls(TlsFacts tls) { tls_ = std::move(tls); }
  bool started() const { return started_; }
  bool left() const { return left_; }
  bool closed() const { return closed_; }
  const std::vector<std::string>& signatures() const { return signatures_; }

  // ClientConnection.
  void Start() override { started_ = true; }
  absl::Status Authenticate(std::string_view signature,
                            const wamp::Dict& extra) override;
  absl::Status RefuseChallenge(std::string_view reason,
                               const absl::Status& why) override;
  absl::StatusOr<wamp::RequestId> Call(const wamp::EncodedRequest& call,
                                       RequestObserver* observer) override;
  absl::Status CallMore(wamp::RequestId request,
                        const wamp::EncodedRequest& chunk) override;
  absl::StatusOr<wamp::RequestId> Publish(const wamp::EncodedRequest& publish,
                                          RequestObserver* observer) override;
  absl::StatusOr<wamp::RequestId> PublishUnacknowledged(
      const wamp::EncodedRequest& publish) override;
  absl::StatusOr<wamp::RequestId> Subscribe(
      const wamp::EncodedRequest& subscribe,
      RequestObserver* observer) override;
  absl::StatusOr<wamp::RequestId> Unsubscribe(
      wamp::SubscriptionId subscription, RequestObserver* observer) override;
  absl::StatusOr<wamp::RequestId> Register(
      const wamp::EncodedRequest& registration,
      RequestObserver* observer) override;
  absl::StatusOr<wamp::RequestId> Unregister(
      wamp::RegistrationId registration, RequestObserver* observer) override;
  absl::Status Cancel(wamp::RequestId request, wamp::CancelMode mode) override;
  absl::Status Yield(const wamp::Yield& yield) override;
  absl::Status YieldError(const wamp::Error& error) override;
  void Leave(std::string_view reason) override;
  void Close(const absl::Status& why) override;
  wamp::Serializer serializer() const override { return serializer_; }
  size_t message_bytes_max() const override { return message_bytes_max_; }
  wamp::SessionId session_id() const override { return {session_id_}; }
  const wamp::Welcome& welcome() const override { return welcome_; }
  std::optional<TlsFacts> tls() const override { return tls_; }
  bool RouterHas(std::string_view role,
                 std::string_view feature) const override;
  absl::Time last_heard() const override { return last_heard_; }
  size_t pending_requests() const override;
  uint64_t late_answers() const override { return 0; }
  wamp::Traffic traffic() const override { return {}; }

 private:
  std::string TailOf(const wamp::EncodedRequest& request) const;
  absl::Status KeepAnswer(const wamp::Message& answer);
  absl::StatusOr<wamp::RequestId> Keep(wamp::MessageType type, std::string tail,
                                       RequestObserver* observer);

  const uint64_t session_id_;
  SessionObserver* const observer_;
  const wamp::Serializer serializer_;
  wamp::Welcome welcome_;
  std::optional<TlsFacts> tls_;
  size_t message_bytes_max_ = 16 << 20;
  absl::Time last_heard_ = absl::UnixEpoch();
  bool started_ = false;
  bool left_ = false;
  bool closed_ = false;
  std::vector<std::string> signatures_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable asked_;
  uint64_t last_id_ = 0;
  absl::Status fail_;
  std::vector<std::string> features_;  // "role.feature"
  std::vector<Request> requests_;
  std::vector<Cancelled> cancelled_;
  std::vector<std::string> answers_;
  // id -> its observer (what waits for an answer)
  std::map<wamp::RequestId, RequestObserver*> pending_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_FAKE_CLIENT_CONNECTION_H_
