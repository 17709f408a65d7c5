// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_HISTORY_FETCH_H_
#define BRIDGE_SUBSCRIBE_HISTORY_FETCH_H_

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "bridge/errors/failure.h"
#include "bridge/pool/session_request.h"
#include "bridge/subscribe/session_subscriptions.h"
#include "bridge/subscribe/shared_event.h"
#include "bridge/translate/history_query.h"
#include "wamp/ids.h"
#include "wamp/transport/client_connection.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// Asks the router for the past events of one subscription, in the
// specification's form, and again in Crossbar's where the router cannot take
// that. No router is asked whether it has the feature: Crossbar has it and does
// not announce it, and one that has not says so in its answer.
//
// Runs on the session's loop. Destroying it ends it; `done` is then not called.
class HistoryFetch {
 public:
  struct Question {
    std::string topic;  // for messages
    wamp::SubscriptionId subscription;
    HistoryWish wish;
  };
  // Oldest first, good until `done` returns; or why the stream ends.
  using Answer = std::variant<std::vector<SharedEvent>, Failure>;
  // Called once, never by Start unless nothing could be sent; may destroy this.
  // Not called where the session is lost.
  using Done = std::function<void(Answer)>;

  HistoryFetch(transport::EventLoop& loop,
               std::shared_ptr<transport::ClientConnection> connection,
               const SessionSubscriptions::Options& options, Question question,
               Done done);
  ~HistoryFetch();
  HistoryFetch(const HistoryFetch&) = delete;
  HistoryFetch& operator=(const HistoryFetch&) = delete;

  void Start() { Ask(HistoryForm::kSpecified); }

 private:
  class Request;

  void Ask(HistoryForm form);
  void HandleResult(const wamp::Result& result);
  void HandleError(const wamp::Error& error, HistoryForm form);
  void Finish(Answer answer);

  transport::EventLoop& loop_;
  const std::shared_ptr<transport::ClientConnection> connection_;
  const SessionSubscriptions::Options options_;
  const Question question_;
  Done done_;
  std::unique_ptr<Request> request_;  // while there is no answer
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_HISTORY_FETCH_H_
