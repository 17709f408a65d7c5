// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/transport_testing.h"

namespace wampbridge::transport {

TransportUser::TransportUser(AsioLoop& loop,
                             std::shared_ptr<Transport> transport)
    : loop_(loop),
      transport_(std::move(transport)),
      buffer_(transport_->is_rawsocket() ? wamp::Framing::kRawSocket
                                         : wamp::Framing::kMessage) {}

void TransportUser::Start() {
  loop_.Post([self = shared_from_this()] { self->transport_->Start(self); });
}

void TransportUser::Send(std::string_view message) {
  std::lock_guard lock(mutex_);
  buffer_.Begin()->append(message);
  buffer_.Commit();
  transport_->FlushLocked();
}

void TransportUser::Run(void (Transport::*function)()) {
  loop_.Post([self = shared_from_this(), function] {
    (self->transport_.get()->*function)();
  });
}

void TransportUser::OnMessages(std::span<const std::string_view> messages) {
  for (const std::string_view message : messages) {
    received.Put(std::string(message));
  }
}

absl::StatusOr<std::shared_ptr<Transport>> DialAndWait(AsioLoop& loop,
                                                       DialOptions options) {
  Mailbox<absl::StatusOr<std::shared_ptr<Transport>>> made;
  const auto dialer = NewTransportDialer(loop, std::move(options));
  loop.Post([&] {
    dialer->Start([&](absl::StatusOr<std::shared_ptr<Transport>> result) {
      made.Put(std::move(result));
    });
  });
  return made.Take();
}

void ServerUser::OnMessage(std::string_view message) {
  if (mode_ == Mode::kEcho) {
    const absl::Status sent = connection->Send(std::string(message));
    if (!sent.ok()) closed.Put(sent);
  } else {
    received.Put(std::string(message));
  }
}

}  // namespace wampbridge::transport
