// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_DIAL_JOIN_WATCHER_H_
#define BRIDGE_DIAL_JOIN_WATCHER_H_

#include <memory>
#include <optional>
#include <string>

#include "auth/authenticator.h"
#include "bridge/dial/join_facts.h"

namespace wampbridge::bridge {

// Authenticates as another authenticator does, and remembers what was asked
// and how far it went. For one join at a time: what it remembers is written on
// the session's loop, and read when the session is over.
class JoinWatcher : public auth::Authenticator {
 public:
  explicit JoinWatcher(std::shared_ptr<const auth::Authenticator> watched);

  std::string_view cookie() const override { return watched_->cookie(); }
  std::unique_ptr<auth::Attempt> Begin(
      const auth::JoinFacts& facts) const override;

  // Without `tls`, which is not seen here.
  const LoginFacts& login() const { return seen_->login; }
  // Of a session that was connected and did not join.
  JoinStep FailedStep() const;

 private:
  struct Seen {
    LoginFacts login;
    bool answered = false;  // the CHALLENGE
    bool doubted = false;   // the WELCOME
  };
  class Watch;

  const std::shared_ptr<const auth::Authenticator> watched_;
  const std::unique_ptr<Seen> seen_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_DIAL_JOIN_WATCHER_H_
