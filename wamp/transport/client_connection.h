// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_CLIENT_CONNECTION_H_
#define WAMP_TRANSPORT_CLIENT_CONNECTION_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "wamp/message.h"
#include "wamp/message_codec.h"
#include "wamp/session.h"
#include "wamp/traffic.h"
#include "wamp/transport/dial_options.h"
#include "wamp/transport/event_loop.h"
#include "wamp/transport/tls_facts.h"

namespace wampbridge::transport {

// Told of one request's fate. Called without the session's lock on its loop's
// thread, and views in the answer are good until it returns. Exactly one of
// these ends it: an answer with last, OnLost, or a Cancel that returned OK. It
// must live until then.
class RequestObserver {
 public:
  virtual ~RequestObserver() = default;
  virtual void OnAnswer(const wamp::Answered& answered) = 0;
  virtual void OnLost(wamp::Handed handed) = 0;
};

// Told of a session's life, on its loop's thread, in order, without its lock.
// OnLost is the last, and comes once for every Start, also when no connection
// could be made.
class SessionObserver {
 public:
  virtual ~SessionObserver() = default;
  virtual void OnChallenge(const wamp::Challenge& challenge) = 0;
  virtual void OnJoined(const wamp::Welcome& welcome) = 0;
  virtual void OnEvent(const wamp::Event& event) = 0;
  virtual void OnInvocation(const wamp::Invocation& invocation) = 0;
  virtual void OnInterrupt(const wamp::Interrupt& interrupt) = 0;
  virtual void OnUnsubscribed(const wamp::Unsubscribed& revocation) = 0;
  virtual void OnUnregistered(const wamp::Unregistered& revocation) = 0;
  virtual void OnLost(const wamp::SessionLost& lost) = 0;
};

// One WAMP session on one connection: dials, joins, then pumps octets between
// the socket and a wamp::Session under the session's own lock. Every method
// may be called from any thread and none blocks: a request is written at once
// by the thread that made it, as far as the transport can (architecture.md
// "Threads"); completions come on the loop's thread.
//
// Keeps itself alive while the socket is open; the observer must outlive
// OnLost.
class ClientConnection : public std::enable_shared_from_this<ClientConnection> {
 public:
  // `loop` is one of IoThreads'. `session` is completed with serializer,
  // framing and peer's size limit once the transport's handshake has settled
  // them.
  static std::shared_ptr<ClientConnection> Create(EventLoop& loop,
                                                  DialOptions dial,
                                                  wamp::SessionOptions session,
                                                  SessionObserver* observer);
  virtual ~ClientConnection() = default;

  // Resolves, connects, shakes hands, says HELLO; OnChallenge, OnJoined or
  // OnLost follow.
  virtual void Start() = 0;

  // As wamp::Session's. FailedPrecondition before OnJoined and after the loss.
  virtual absl::Status Authenticate(std::string_view signature,
                                    const wamp::Dict& extra) = 0;
  virtual absl::Status RefuseChallenge(std::string_view reason,
                                       const absl::Status& why) = 0;
  virtual absl::StatusOr<wamp::RequestId> Call(const wamp::EncodedRequest& call,
                                               RequestObserver* observer) = 0;
  virtual absl::Status CallMore(wamp::RequestId request,
                                const wamp::EncodedRequest& chunk) = 0;
  virtual absl::StatusOr<wamp::RequestId> Publish(
      const wamp::EncodedRequest& publish, RequestObserver* observer) = 0;
  virtual absl::StatusOr<wamp::RequestId> PublishUnacknowledged(
      const wamp::EncodedRequest& publish) = 0;
  virtual absl::StatusOr<wamp::RequestId> Subscribe(
      const wamp::EncodedRequest& subscribe, RequestObserver* observer) = 0;
  virtual absl::StatusOr<wamp::RequestId> Unsubscribe(
      wamp::SubscriptionId subscription, RequestObserver* observer) = 0;
  virtual absl::StatusOr<wamp::RequestId> Register(
      const wamp::EncodedRequest& registration, RequestObserver* observer) = 0;
  virtual absl::StatusOr<wamp::RequestId> Unregister(
      wamp::RegistrationId registration, RequestObserver* observer) = 0;
  virtual absl::Status Cancel(wamp::RequestId request,
                              wamp::CancelMode mode) = 0;
  virtual absl::Status Yield(const wamp::Yield& yield) = 0;
  virtual absl::Status YieldError(const wamp::Error& error) = 0;

  // Says GOODBYE, waits for the answer at most leave_timeout, closes.
  virtual void Leave(std::string_view reason) = 0;
  // Closes at once, without GOODBYE.
  virtual void Close(const absl::Status& why) = 0;

  // Settled by the handshake and WELCOME; constant between OnJoined and OnLost.
  virtual wamp::Serializer serializer() const = 0;
  virtual size_t message_bytes_max() const = 0;  // the peer's limit
  virtual wamp::SessionId session_id() const = 0;
  virtual const wamp::Welcome& welcome() const = 0;
  // What TLS has settled, from OnChallenge or OnJoined on; nothing without TLS.
  virtual std::optional<TlsFacts> tls() const { return std::nullopt; }
  virtual bool RouterHas(std::string_view role,
                         std::string_view feature) const = 0;

  // To the router, as TCP measures it; nothing on a Unix socket or once lost.
  virtual std::optional<absl::Duration> round_trip() const {
    return std::nullopt;
  }
  // When the last octet was heard from the router.
  virtual absl::Time last_heard() const = 0;
  virtual size_t pending_requests() const = 0;
  virtual uint64_t late_answers() const = 0;
  // What has gone over it so far, also once it is lost.
  virtual wamp::Traffic traffic() const = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_CLIENT_CONNECTION_H_
