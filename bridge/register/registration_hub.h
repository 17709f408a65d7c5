// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_REGISTER_REGISTRATION_HUB_H_
#define BRIDGE_REGISTER_REGISTRATION_HUB_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/pool/subscriber_place.h"
#include "bridge/register/callee_sink.h"
#include "bridge/register/session_registrations.h"
#include "bridge/register/wanted_procedure.h"
#include "wamp/transport/backoff.h"
#include "wamp/transport/client_connection.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// The Register streams of one pool (api.md "Register frames"): what each of
// them serves, whether the router knows, and since when not. Each new session
// at the pool's registering place is brought to what is wanted, with all
// options; SessionRegistrations does that for one session. What the router
// revokes is no longer wanted.
//
// A procedure that somebody else has is tried again where its stream asked for
// that, and always where it was registered before the session was lost: the
// router may take minutes to notice that the old session is gone.
//
// Runs on one loop, the registering session's: Register, Unregister, Leave,
// Remove and OnRoom may be called from any thread and take effect there. The
// loop must outlive it, and stop running before it is destroyed.
class RegistrationHub : public SubscriberPlace,
                        private SessionRegistrations::Listener {
 public:
  RegistrationHub(transport::EventLoop& loop,
                  SessionRegistrations::Options options);
  ~RegistrationHub() override;

  // Says whether a stream can be served by this session: Unimplemented where
  // the router did not announce a feature that the stream asks for.
  using Gate = std::function<absl::Status(const transport::ClientConnection&)>;

  // Adds a stream. The sink is told OnInterrupted at once where there is no
  // session; it is held until it has been told OnEnd or Remove has taken
  // effect. Of sinks that are not there the others are ignored: both ends may
  // end one at once.
  void Register(std::vector<WantedProcedure> procedures, Gate gate,
                std::shared_ptr<CalleeSink> sink);
  // One procedure of the stream is not wanted any more; OnUnregistered follows
  // when the router has said so.
  void Unregister(std::shared_ptr<CalleeSink> sink, size_t procedure);
  // The same for all.
  void Leave(std::shared_ptr<CalleeSink> sink);
  // The stream has ended on its own side.
  void Remove(std::shared_ptr<CalleeSink> sink);
  // The sink was full and has room again.
  void OnRoom(std::shared_ptr<CalleeSink> sink);
  // All streams end with `why`, once what runs is answered, and those that come
  // yet.
  void Close(const Failure& why);

  // SubscriberPlace.
  void OnSubscriberJoined(
      std::shared_ptr<transport::ClientConnection> connection) override;
  void OnSubscriberInvocation(const wamp::Invocation& invocation) override;
  void OnSubscriberInterrupt(const wamp::Interrupt& interrupt) override;
  void OnSubscriberUnregistered(const wamp::Unregistered& revocation) override;
  void OnSubscriberLost(const std::string& reason,
                        absl::Time last_heard) override;
  void OnSubscriberRefused(const Failure& failure) override;
  // Break before make, with a gap: two sessions cannot both have a procedure
  // that is `single`, and what runs is answered on the session that it came by.
  void OnSuccessorJoined(
      std::shared_ptr<transport::ClientConnection> connection,
      MovedCallback moved) override;
  void OnSuccessorLost(const std::string& /*reason*/) override {}

 private:
  struct Procedure {
    explicit Procedure(WantedProcedure procedure)
        : wanted(std::move(procedure)) {}

    WantedProcedure wanted;
    bool registered = false;  // on this session
    bool left = false;        // not wanted any more
    // Since when it is not registered, if it was before.
    std::optional<CalleeSink::SessionGap> gap;
    // While somebody else has it.
    transport::Backoff backoff{transport::Backoff::Options{}};
    std::unique_ptr<transport::Timer> retry;
  };
  struct Stream {
    std::shared_ptr<CalleeSink> sink;
    Gate gate;  // asked on each new session
    std::vector<Procedure> procedures;
    std::string outage_reason;  // while it was told that there is no session
    absl::Time outage_since;
  };

  void Add(Stream stream);
  void CloseNow(const Failure& why);
  void RemoveNow(CalleeSink* sink);
  void LeaveNow(CalleeSink* sink, size_t procedure);
  void Interrupt(Stream& stream, const std::string& reason, absl::Time since);
  void AttachAll(CalleeSink* sink);
  void AttachAgain(CalleeSink* sink, size_t procedure);
  void End(Stream& stream, const Failure& failure, CalleeSink::Ending ending);
  Stream* Find(CalleeSink* sink);
  Procedure* FindProcedure(CalleeMember member);

  // SessionRegistrations::Listener.
  void OnAccepted(CalleeMember member, wamp::RegistrationId id) override;
  void OnRefused(CalleeMember member, const Failure& failure) override;
  void OnGone(CalleeMember member, SessionRegistrations::Gone how,
              const std::string& reason) override;
  bool OnChunk(const wamp::Invocation& chunk) override;
  void OnInterrupt(const wamp::Interrupt& interrupt) override;

  transport::EventLoop& loop_;
  const SessionRegistrations::Options options_;
  std::shared_ptr<transport::ClientConnection> connection_;
  // Null while there is no session, as connection_.
  std::unique_ptr<SessionRegistrations> session_;
  std::string outage_reason_;      // while there is none; empty: not tried yet
  std::optional<Failure> closed_;  // what streams that come end with
  // the sink -> its stream (sinks are how sessions' tables find them)
  std::map<CalleeSink*, Stream> streams_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_REGISTER_REGISTRATION_HUB_H_
