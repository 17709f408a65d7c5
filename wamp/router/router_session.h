// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_ROUTER_SESSION_H_
#define WAMP_ROUTER_ROUTER_SESSION_H_

#include <memory>
#include <string_view>
#include <variant>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "wamp/message.h"
#include "wamp/router/members.h"
#include "wamp/router/message_sink.h"
#include "wamp/router/peer.h"
#include "wamp/router/realm.h"
#include "wamp/router/request_sequence.h"
#include "wamp/router/router.h"
#include "wamp/router/static_authentication.h"
#include "wamp/serializer.h"

namespace wampbridge::router {

// The router's side of one connection's WAMP sessions (basic profile,
// "Sessions"): joins by HELLO and CHALLENGE, hands requests to the realm's
// broker and dealer, ends by GOODBYE or ABORT. After a GOODBYE the connection
// may carry another HELLO. What violates the protocol ends in ABORT and a
// closed sink. It does no I/O; one thread owns it and its router.
//
//   RouterSession session(&router, serializer, &sink);
//   session.HandleMessage(bytes, now);   // for each message
//   session.HandleConnectionLost();      // once
class RouterSession : public JoinedSession {
 public:
  // `router` and `sink` must outlive the session.
  RouterSession(Router* router, wamp::Serializer serializer, MessageSink* sink);
  // REQUIRES: HandleConnectionLost was called, or its router takes no more.
  ~RouterSession() override = default;
  RouterSession(const RouterSession&) = delete;
  RouterSession& operator=(const RouterSession&) = delete;

  // One message as it came, not yet parsed.
  void HandleMessage(std::string_view bytes, absl::Time now);
  // Nobody joined in time.
  void HandleJoinTimeout();
  void HandleConnectionLost();
  // Says GOODBYE to whoever has joined and closes when it is answered; where
  // nobody has, closes at once.
  void Close(const wamp::Goodbye& goodbye) override;

  bool established() const {
    return std::holds_alternative<Established>(state_);
  }
  bool joining() const {
    return std::holds_alternative<AwaitingHello>(state_) ||
           std::holds_alternative<Authenticating>(state_);
  }

 private:
  // Nothing has come since the connection was made or the last session left.
  struct AwaitingHello {};
  // CHALLENGE was sent; AUTHENTICATE is due.
  struct Authenticating {
    Realm* realm = nullptr;
    wamp::SessionId session;
    wamp::Hello hello;
    PendingLogin login;
  };
  // WELCOME was sent.
  struct Established {
    Realm* realm = nullptr;
    std::unique_ptr<Peer> peer;
    RequestSequence requests;
  };
  // GOODBYE was sent; all but its answer is ignored.
  struct Closing {};
  // The sink was closed; whatever still comes is ignored.
  struct Closed {};

  void HandleHello(const wamp::Hello& hello, absl::Time now);
  void HandleAuthenticate(const wamp::Authenticate& authenticate);
  void Decide(Realm* realm, wamp::SessionId session, const wamp::Hello& hello,
              LoginDecision decision);
  void Welcome(Realm* realm, wamp::SessionId session, const wamp::Hello& hello,
               const Admission& admission);
  absl::Status HandleEstablished(const wamp::Message& message, absl::Time now);
  void HandleClosing(std::string_view bytes);
  void HandleGoodbye();

  // The joined session is over; the connection is not.
  void Leave();
  void Abort(std::string_view reason, std::string_view text);
  void Violation(const absl::Status& why);
  void Send(const wamp::Message& message);

  Router* const router_;
  const wamp::Serializer serializer_;
  MessageSink* const sink_;
  std::variant<AwaitingHello, Authenticating, Established, Closing, Closed>
      state_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_ROUTER_SESSION_H_
