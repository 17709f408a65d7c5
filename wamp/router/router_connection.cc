// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/router_connection.h"

#include <string>
#include <utility>

namespace wampbridge::router {

RouterConnection::RouterConnection(
    Options options, std::shared_ptr<transport::ServerConnection> connection)
    : options_(std::move(options)),
      connection_(std::move(connection)),
      session_(options_.router, connection_->serializer(), this) {
  WatchJoin();
}

void RouterConnection::Leave(std::string_view reason) {
  session_.Close({.reason = std::string(reason)});
}

void RouterConnection::Reset() { connection_->Reset(); }

void RouterConnection::OnMessage(std::string_view message) {
  session_.HandleMessage(message, options_.loop->Now());
  if (session_.joining()) {
    WatchJoin();
  } else {
    join_timer_.reset();
  }
  options_.on_activity();
}

void RouterConnection::OnClosed(const absl::Status&) {
  join_timer_.reset();
  goodbye_timer_.reset();
  session_.HandleConnectionLost();
  options_.on_activity();
  options_.on_gone(this);
}

void RouterConnection::Write(std::string_view message) {
  if (overflowed_) return;
  const absl::Status sent = connection_->Send(std::string(message));
  if (absl::IsResourceExhausted(sent)) ResetSoon();
}

void RouterConnection::AwaitGoodbye() {
  goodbye_timer_ =
      options_.loop->RunAfter(kGoodbyeTime, [this] { connection_->Close(); });
}

void RouterConnection::Close() { connection_->Close(); }

size_t RouterConnection::message_bytes_max() const {
  return connection_->message_bytes_max();
}

void RouterConnection::WatchJoin() {
  if (join_timer_ != nullptr) return;
  join_timer_ = options_.loop->RunAfter(
      options_.join_timeout, [this] { session_.HandleJoinTimeout(); });
}

void RouterConnection::ResetSoon() {
  overflowed_ = true;
  options_.loop->Post([self = shared_from_this()] { self->Reset(); });
}

}  // namespace wampbridge::router
