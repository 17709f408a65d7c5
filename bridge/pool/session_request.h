// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_SESSION_REQUEST_H_
#define BRIDGE_POOL_SESSION_REQUEST_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "wamp/transport/client_connection.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// What the client is told of a request that its session did not take, with this
// status: the session has no room, or the request cannot be encoded.
Failure WhyNotSent(const absl::Status& status);

// A request that a table of one session keeps until it is answered: SUBSCRIBE,
// REGISTER and their opposites. The table may go before the answer comes, while
// the connection may still call: it then lets the request go, which looks after
// itself from there on.
//
// Runs on the session's loop, which must outlive it.
class SessionRequest : public transport::RequestObserver {
 public:
  SessionRequest(const SessionRequest&) = delete;
  SessionRequest& operator=(const SessionRequest&) = delete;

  void SetId(wamp::RequestId id) { id_ = id; }

  void OnAnswer(const wamp::Answered& answered) final;
  void OnLost(wamp::Handed handed) final;

  // The table goes. Where the connection cannot forget the request, its answer
  // or loss is about to be told, and deletes it.
  static void LetGo(std::unique_ptr<SessionRequest> request);
  // The same for a request whose answer nobody needs: it is waited for, so that
  // the session stays busy until it has come.
  static void Detach(std::unique_ptr<SessionRequest> request);

 protected:
  SessionRequest(transport::EventLoop& loop,
                 std::shared_ptr<transport::ClientConnection> connection)
      : loop_(loop), connection_(std::move(connection)) {}

  // Both may delete this; not called any more once it was let go.
  virtual void HandleAnswer(const wamp::Answered& answered) = 0;
  virtual void HandleLost() = 0;

  void StartTimer(absl::Duration delay, std::function<void()> run) {
    timer_ = loop_.RunAfter(delay, std::move(run));
  }
  void StopTimer() { timer_.reset(); }

 private:
  transport::EventLoop& loop_;
  const std::shared_ptr<transport::ClientConnection> connection_;
  wamp::RequestId id_;
  std::unique_ptr<transport::Timer> timer_;
  bool let_go_ = false;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_SESSION_REQUEST_H_
