// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_REGISTER_SESSION_REGISTRATIONS_H_
#define BRIDGE_REGISTER_SESSION_REGISTRATIONS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/register/callee_sink.h"
#include "bridge/register/member_list.h"
#include "bridge/register/waiting_invocations.h"
#include "bridge/register/wanted_procedure.h"
#include "wamp/transport/client_connection.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// The registrations of one session: which streams share which of them, and who
// gets the next invocation. REGISTER goes out for the first stream that wants a
// procedure; others with the same options join it, unless `invoke` is single.
// UNREGISTER goes out when the last one leaves; who comes before UNREGISTERED
// waits and registers anew. Knows nothing of reconnecting: it lives and dies
// with its session.
//
// Runs on the session's loop. `listener` and the sinks must outlive it.
class SessionRegistrations {
 public:
  enum class Gone { kLeft, kRevoked };

  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void OnAccepted(CalleeMember member, wamp::RegistrationId id) = 0;
    // The member is no longer attached, in both.
    virtual void OnRefused(CalleeMember member, const Failure& failure) = 0;
    virtual void OnGone(CalleeMember member, Gone how,
                        const std::string& reason) = 0;
    // A stream may have this invocation: a further chunk of it (false: none
    // has), or the wish to end it.
    virtual bool OnChunk(const wamp::Invocation& chunk) = 0;
    virtual void OnInterrupt(const wamp::Interrupt& interrupt) = 0;
  };

  struct Options {
    absl::Duration answer_timeout = absl::Seconds(60);
    // Puts the router's ERROR into a failure.
    std::function<Failure(const wamp::Error&, wamp::Serializer)> remote_failure;
    // Of each registration, while all of its streams are full.
    WaitingInvocations::Limits waiting;
    // Uniform in [0, 1).
    std::function<double()> random;
  };

  SessionRegistrations(transport::EventLoop& loop,
                       std::shared_ptr<transport::ClientConnection> connection,
                       const Options& options, Listener* listener);
  // Where the session lives on, for others, its registrations are given back,
  // and what waits is turned away.
  ~SessionRegistrations();
  SessionRegistrations(const SessionRegistrations&) = delete;
  SessionRegistrations& operator=(const SessionRegistrations&) = delete;

  const transport::ClientConnection& connection() const { return *connection_; }

  // The listener is told, at once or when the router has answered.
  void Attach(const WantedProcedure& procedure, CalleeMember member);
  // The member answers what is on its way still, then the listener is told
  // OnGone.
  void Leave(const WantedProcedure& procedure, CalleeMember member);
  // The listener is told nothing more of this member.
  void Detach(const WantedProcedure& procedure, CalleeMember member);

  void HandleInvocation(const wamp::Invocation& invocation);
  void HandleInterrupt(const wamp::Interrupt& interrupt);
  void HandleRevoked(const wamp::Unregistered& revocation);
  // This sink has room again.
  void ServeWaiting(const CalleeSink* sink);

 private:
  using Key = std::pair<std::string, wamp::MatchPolicy>;
  struct Registration;
  class TableRequest;
  class RegisterRequest;
  class UnregisterRequest;
  // A member that waits for an answer.
  struct Waiter {
    WantedProcedure procedure;
    CalleeMember member;
  };

  void Send(const WantedProcedure& procedure, Registration& registration,
            CalleeMember member);
  void HandleRegistered(const Key& key, wamp::RegistrationId id);
  void HandleRefused(const Key& key, const Failure& failure);
  void HandleUnregistered(const Key& key);
  void LeaveIfUnused(const Key& key);
  // Whether a member has taken it.
  bool HandOut(Registration& registration, const wamp::Invocation& invocation);
  void ServeWaiting(Registration& registration);
  void TurnAway(Registration& registration);
  void AnswerError(wamp::RequestId request, std::string_view uri,
                   std::string_view text);
  Registration* Find(const Key& key);

  transport::EventLoop& loop_;
  const std::shared_ptr<transport::ClientConnection> connection_;
  const Options options_;
  Listener* const listener_;
  const bool progressive_;  // the router sends invocations in chunks
  // (procedure, match) -> the registration, from its REGISTER to UNREGISTERED
  absl::flat_hash_map<Key, std::unique_ptr<Registration>> registrations_;
  // the router's id -> its registration (for INVOCATION and revocations)
  absl::flat_hash_map<wamp::RegistrationId, Registration*> by_id_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_REGISTER_SESSION_REGISTRATIONS_H_
