// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_probe.h"

#include <future>
#include <optional>
#include <utility>

#include "bridge/dial/join_watcher.h"
#include "bridge/pool/pooled_session.h"
#include "wamp/transport/client_connection.h"
#include "wamp/transport/dial_step.h"

namespace wampbridge::bridge {
namespace {

// What the loop's thread finds out; read once `ended` is set.
struct Findings {
  bool joined = false;
  JoinReport report;
  absl::Time welcomed;
  absl::Time ended_at;
  wamp::SessionLost lost;
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
    found->report.login.tls = session->connection()->tls();
    session->connection()->Leave("wamp.close.normal");
  };
  options.lost = [&loop, found](const PooledSession::Pointer&,
                                const wamp::SessionLost& lost) {
    found->ended_at = loop.Now();
    found->lost = lost;
    found->ended.set_value();
  };
  return options;
}

JoinStep StepOf(transport::DialStep step) {
  switch (step) {
    case transport::DialStep::kOptions:
      return JoinStep::kOptions;
    case transport::DialStep::kResolve:
      return JoinStep::kResolve;
    case transport::DialStep::kConnect:
      return JoinStep::kConnect;
    case transport::DialStep::kTls:
      return JoinStep::kTls;
    case transport::DialStep::kHandshake:
      break;
  }
  return JoinStep::kHandshake;
}

JoinFailure FailureOf(const wamp::SessionLost& lost,
                      const JoinWatcher& watcher) {
  const std::optional<transport::DialStep> dialling =
      transport::DialStepOf(lost.cause);
  return {.step = dialling ? StepOf(*dialling) : watcher.FailedStep(),
          .reason = lost.reason,
          .cause = lost.cause,
          .login = watcher.login()};
}

}  // namespace

std::variant<JoinReport, JoinFailure> ProbeJoin(transport::EventLoop& loop,
                                                const JoinAttempt& attempt) {
  // The loop may still be leaving set_value() when we go on.
  const auto found = std::make_shared<Findings>();
  const auto watcher = std::make_shared<JoinWatcher>(attempt.authenticator);
  const absl::Time begin = loop.Now();
  std::make_shared<PooledSession>(SessionFor(loop, attempt, watcher, found))
      ->Start(transport::ClientConnection::Create);
  found->ended.get_future().wait();
  if (!found->joined) return FailureOf(found->lost, *watcher);
  std::optional<transport::TlsFacts> tls = std::move(found->report.login.tls);
  found->report.login = watcher->login();
  found->report.login.tls = std::move(tls);
  found->report.join_time = found->welcomed - begin;
  found->report.round_trip = found->ended_at - found->welcomed;
  return std::move(found->report);
}

}  // namespace wampbridge::bridge
