// SPDX-License-Identifier: Apache-2.0
#include "bridge/pool/pool_status.h"

#include <utility>

#include "bridge/pool/live_sessions.h"

namespace wampbridge::bridge {
namespace {

constexpr char kConnecting[] = "connecting";

PoolSnapshot::Session Describe(const PooledSession& session,
                               std::string places) {
  const transport::ClientConnection& connection = *session.connection();
  return {.id = session.welcome.session,
          .url = session.url(),
          .serializer = connection.serializer(),
          .places = std::move(places),
          .in_flight = connection.pending_requests(),
          .late_answers = connection.late_answers(),
          .joined = session.joined,
          .round_trip = connection.round_trip()};
}

std::string StateOf(const PoolSnapshot& running) {
  if (running.live) return "joined";
  if (running.refused) return "refused";
  const bool waits = running.next_attempt != absl::InfiniteFuture();
  return waits ? "waiting" : kConnecting;
}

// A router may say anything; what people count must stay few. The predefined
// URIs, and those that routers have added to them, are below 50.
std::string ReasonOf(std::string_view uri) {
  if (uri.empty()) return "connection";
  constexpr size_t kLengthMax = 64;
  const bool predefined =
      uri.substr(0, 11) == "wamp.error." || uri.substr(0, 11) == "wamp.close.";
  return predefined && uri.size() <= kLengthMax ? std::string(uri) : "other";
}

}  // namespace

PoolStatus::PoolStatus(const PoolOptions& options) {
  facts_.identity = options.identity;
  facts_.router = options.router;
  facts_.realm = options.session.realm;
  facts_.state = "starting";
}

void PoolStatus::SetStarted() {
  const std::lock_guard lock(mutex_);
  facts_.state = kConnecting;
}

void PoolStatus::SetPlace(const PoolOptions& options) {
  const std::lock_guard lock(mutex_);
  facts_.router = options.router;
  facts_.realm = options.session.realm;
}

void PoolStatus::SetStopping() {
  const std::lock_guard lock(mutex_);
  facts_.state = "stopping";
  facts_.next_attempt = absl::InfiniteFuture();
}

bool PoolStatus::SetError(const std::string& text) {
  const std::lock_guard lock(mutex_);
  return std::exchange(facts_.last_error, text) != text && !text.empty();
}

void PoolStatus::SetNextAttempt(absl::Time when) {
  const std::lock_guard lock(mutex_);
  facts_.next_attempt = when;
}

void PoolStatus::SetWelcome(const wamp::Welcome& welcome) {
  const std::lock_guard lock(mutex_);
  facts_.ever_joined = true;
  facts_.welcome = welcome;
}

void PoolStatus::CountJoin() {
  const std::lock_guard lock(mutex_);
  ++facts_.joins;
}

void PoolStatus::CountLoss() {
  const std::lock_guard lock(mutex_);
  ++facts_.losses;
}

void PoolStatus::CountFailedJoin(std::string_view uri) {
  const std::lock_guard lock(mutex_);
  ++facts_.failed_joins[ReasonOf(uri)];
}

void PoolStatus::AddTraffic(const wamp::Traffic& traffic) {
  const std::lock_guard lock(mutex_);
  facts_.traffic.Add(traffic);
}

void PoolStatus::SetListener(std::function<void()> listener) {
  const std::lock_guard lock(mutex_);
  listener_ = std::move(listener);
}

void PoolStatus::Notify() {
  std::function<void()> listener;
  {
    const std::lock_guard lock(mutex_);
    listener = listener_;
  }
  if (listener) listener();
}

PoolSnapshot PoolStatus::Snapshot(const Lobby& lobby) const {
  PoolSnapshot snapshot;
  {
    const std::lock_guard lock(mutex_);
    snapshot = facts_;
  }
  const std::shared_ptr<const LiveSessions> live = lobby.live();
  for (const PooledSession::Pointer& session : live->all) {
    std::string places = "call";
    if (session == live->publisher) places += " publish";
    if (session == live->subscriber) places += " subscribe";
    snapshot.sessions.push_back(Describe(*session, std::move(places)));
    snapshot.traffic.Add(session->connection()->traffic());
  }
  for (const PooledSession::Pointer& session : live->own) {
    snapshot.sessions.push_back(Describe(*session, "own"));
    snapshot.traffic.Add(session->connection()->traffic());
  }
  {
    const std::lock_guard lock(mutex_);
    told_.RaiseTo(snapshot.traffic);
    snapshot.traffic = told_;
  }
  snapshot.live = !live->all.empty();
  snapshot.refused = lobby.refused();
  snapshot.waiters = static_cast<int>(lobby.waiters());
  if (snapshot.live) snapshot.next_attempt = absl::InfiniteFuture();
  if (snapshot.state == kConnecting) snapshot.state = StateOf(snapshot);
  return snapshot;
}

}  // namespace wampbridge::bridge
