// SPDX-License-Identifier: Apache-2.0
#include "wamp/session.h"

#include <cassert>
#include <utility>

#include "wamp/client_features.h"
#include "wamp/session_core.h"

namespace wampbridge::wamp {
namespace {

Hello MakeHello(const SessionOptions& options) {
  Hello hello{.realm = options.realm};
  hello.details.Set("roles", ClientRoles());
  if (!options.agent.empty()) hello.details.Set("agent", options.agent);
  if (!options.authmethods.empty()) {
    hello.details.Set("authmethods", List(options.authmethods.begin(),
                                          options.authmethods.end()));
  }
  if (!options.authid.empty()) hello.details.Set("authid", options.authid);
  if (!options.authextra.empty()) {
    hello.details.Set("authextra", options.authextra);
  }
  return hello;
}

absl::Status NeverOk(const absl::Status& cause) {
  return cause.ok() ? absl::UnavailableError("the connection was lost") : cause;
}

}  // namespace

Session::Session(SessionOptions options)
    : core_(std::make_unique<SessionCore>(std::move(options))) {}

Session::~Session() = default;

void Session::Join(absl::Time now) {
  if (!core_->Check(Command::kJoin).ok()) return;
  core_->phase = SessionCore::HelloSent{now + core_->options.join_timeout};
  const auto sent =
      core_->Send(MakeHello(core_->options), SessionCore::Limit::kMessage);
  if (!sent.ok()) {
    core_->End({.by = SessionLost::By::kTransport, .cause = sent.status()},
               std::nullopt);
  }
}

void Session::HandleTimeout(absl::Time now) {
  const std::optional<absl::Time> due = PollTimeout();
  if (!due.has_value() || now < *due) return;
  if (core_->current() == SessionState::kClosing) {
    core_->End({.by = SessionLost::By::kUs,
                .cause = absl::CancelledError(
                    "we left; the router did not answer GOODBYE in time")},
               std::nullopt);
    return;
  }
  constexpr char kText[] = "the session was not joined in time";
  core_->End({.by = SessionLost::By::kTimeout,
              .cause = absl::DeadlineExceededError(kText)},
             SessionCore::MakeAbort("wamp.error.timeout", kText));
}

void Session::HandleConnectionLost(const absl::Status& cause) {
  const SessionState before = core_->current();
  if (VerdictOn(Command::kConnectionLost, before) != Verdict::kTake) return;
  const bool leaving = before == SessionState::kClosing;
  core_->End(
      {.by = leaving ? SessionLost::By::kUs : SessionLost::By::kTransport,
       .cause = NeverOk(cause)},
      std::nullopt);
  core_->transmit.Clear();
}

absl::Status Session::Leave(std::string_view reason, absl::Time now) {
  if (absl::Status refused = core_->Check(Command::kLeave); !refused.ok()) {
    return refused;
  }
  const auto sent = core_->Send(Goodbye{.reason = std::string(reason)},
                                SessionCore::Limit::kMessage);
  if (!sent.ok()) return sent.status();
  SessionCore::Closing closing{now + core_->options.leave_timeout,
                               std::move(core_->established().pending)};
  core_->phase = std::move(closing);
  return absl::OkStatus();
}

std::string_view Session::PollTransmit() const {
  return core_->transmit.Peek();
}

void Session::ConsumeTransmit(size_t octets) {
  core_->transmit.Consume(octets);
}

std::optional<SessionEvent> Session::PollEvent() {
  if (core_->events.empty()) return std::nullopt;
  SessionEvent event = std::move(core_->events.front());
  core_->events.pop_front();
  return event;
}

std::optional<absl::Time> Session::PollTimeout() const {
  if (auto* hello = std::get_if<SessionCore::HelloSent>(&core_->phase)) {
    return hello->deadline;
  }
  if (auto* asked = std::get_if<SessionCore::Authenticating>(&core_->phase)) {
    return asked->deadline;
  }
  if (auto* closing = std::get_if<SessionCore::Closing>(&core_->phase)) {
    return closing->deadline;
  }
  return std::nullopt;
}

bool Session::established() const {
  return core_->current() == SessionState::kEstablished;
}

bool Session::closed() const {
  return core_->current() == SessionState::kClosed;
}

SessionId Session::id() const {
  return core_->welcome ? core_->welcome->session : SessionId{};
}

const Welcome& Session::welcome() const {
  assert(core_->welcome.has_value());
  return *core_->welcome;
}

bool Session::RouterHas(std::string_view role, std::string_view feature) const {
  return core_->router.Has(role, feature);
}

size_t Session::transmit_bytes() const { return core_->transmit.waiting(); }

size_t Session::pending_requests() const {
  const PendingRequests* pending = core_->pending();
  return pending == nullptr ? 0 : pending->size();
}

uint64_t Session::late_answers() const { return core_->late_answers; }

const Traffic& Session::traffic() const { return core_->traffic; }

void Session::CountReceived(size_t octets) {
  core_->traffic.octets_received += octets;
}

uint64_t Session::ignored_events() const { return core_->ignored_events; }

}  // namespace wampbridge::wamp
