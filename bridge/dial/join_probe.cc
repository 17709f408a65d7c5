// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_probe.h"

#include <atomic>
#include <future>
#include <map>
#include <utility>

#include "bridge/pool/pooled_session.h"
#include "wamp/transport/client_connection.h"

namespace wampbridge::bridge {
namespace {

// Answers as another authenticator does, and remembers whether there was salt.
class SaltWatcher : public auth::Authenticator {
 public:
  explicit SaltWatcher(std::shared_ptr<const auth::Authenticator> watched)
      : Authenticator(watched->method(), watched->authid()),
        watched_(std::move(watched)) {}

  std::map<std::string, std::string> HelloExtra() const override {
    return watched_->HelloExtra();
  }
  bool salted() const { return salted_; }

 private:
  absl::StatusOr<std::string> Sign(
      const auth::ChallengeView& view) const override {
    salted_ = view.salt.has_value();
    auto answer = watched_->Answer(view);
    if (!answer.ok()) return answer.status();
    return std::move(answer->signature);
  }

  const std::shared_ptr<const auth::Authenticator> watched_;
  mutable std::atomic<bool> salted_ = false;
};

// What the loop's thread finds out; read once `ended` is set.
struct Findings {
  bool joined = false;
  JoinReport report;
  absl::Time welcomed;
  absl::Time lost;
  absl::Status cause;
  std::promise<void> ended;
};

PooledSession::Options SessionFor(
    transport::EventLoop& loop, const JoinAttempt& attempt,
    std::shared_ptr<const auth::Authenticator> authenticator,
    const std::shared_ptr<Findings>& found) {
  PooledSession::Options options;
  options.loop = &loop;
  options.dial = attempt.dial;
  options.session = attempt.session;
  options.authenticator = std::move(authenticator);
  options.joined = [&loop, found](const PooledSession::Pointer& session) {
    found->joined = true;
    found->welcomed = loop.Now();
    found->report.serializer = session->connection()->serializer();
    found->report.welcome = session->welcome;
    session->connection()->Leave("wamp.close.normal");
  };
  options.lost = [&loop, found](const PooledSession::Pointer&,
                                const wamp::SessionLost& lost) {
    found->lost = loop.Now();
    found->cause = lost.cause;
    found->ended.set_value();
  };
  return options;
}

}  // namespace

absl::StatusOr<JoinReport> ProbeJoin(transport::EventLoop& loop,
                                     const JoinAttempt& attempt) {
  // The loop may still be leaving set_value() when we go on.
  const auto found = std::make_shared<Findings>();
  const auto watcher = std::make_shared<SaltWatcher>(attempt.authenticator);
  const absl::Time begin = loop.Now();
  std::make_shared<PooledSession>(SessionFor(loop, attempt, watcher, found))
      ->Start(transport::ClientConnection::Create);
  found->ended.get_future().wait();
  if (!found->joined) return found->cause;
  found->report.salted = watcher->salted();
  found->report.join_time = found->welcomed - begin;
  found->report.round_trip = found->lost - found->welcomed;
  return std::move(found->report);
}

}  // namespace wampbridge::bridge
