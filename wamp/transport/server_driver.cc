// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/server_driver.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {

ServerDriver::ServerDriver(EventLoop& loop,
                           std::shared_ptr<Transport> transport,
                           Options options)
    : loop_(loop),
      options_(std::move(options)),
      transport_(std::move(transport)),
      buffer_(transport_->is_rawsocket() ? wamp::Framing::kRawSocket
                                         : wamp::Framing::kMessage) {}

ServerDriver::~ServerDriver() = default;

void ServerDriver::Start(
    const std::function<std::shared_ptr<ServerConnectionObserver>()>& accept) {
  transport_->Start(shared_from_this());
  observer_ = accept();
  if (observer_ == nullptr) Close();
}

wamp::Serializer ServerDriver::serializer() const {
  return transport_->serializer();
}

size_t ServerDriver::message_bytes_max() const {
  return transport_->peer_message_bytes_max();
}

absl::Status ServerDriver::Send(std::string message) {
  if (message.size() > message_bytes_max()) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "a message of ", message.size(), " octets is over the peer's limit of ",
        message_bytes_max()));
  }
  std::lock_guard lock(mutex_);
  if (closed_) {
    return absl::FailedPreconditionError("the connection is closed");
  }
  const size_t waiting = buffer_.waiting();
  if (waiting > 0 && waiting + message.size() > options_.write_buffer_bytes) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "the peer is slow: ", waiting, " octets wait to be written to it"));
  }
  buffer_.Begin()->append(message);
  buffer_.Commit();
  transport_->FlushLocked();
  return absl::OkStatus();
}

size_t ServerDriver::transmit_bytes() const {
  std::lock_guard lock(mutex_);
  return buffer_.waiting();
}

void ServerDriver::ConsumeTransmitLocked(size_t octets) {
  buffer_.Consume(octets);
}

void ServerDriver::Close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  PostToTransport(&Transport::Shutdown);
}

void ServerDriver::Reset() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  PostToTransport(&Transport::Reset);
}

void ServerDriver::PauseReading() { PostToTransport(&Transport::PauseReading); }

void ServerDriver::ResumeReading() {
  PostToTransport(&Transport::ResumeReading);
}

void ServerDriver::PostToTransport(void (Transport::*function)()) {
  loop_.Post(
      [transport = transport_, function] { (transport.get()->*function)(); });
}

void ServerDriver::OnMessages(std::span<const std::string_view> messages) {
  for (const std::string_view message : messages) {
    if (observer_ != nullptr) observer_->OnMessage(message);
  }
}

void ServerDriver::OnTransportLost(const TransportLost& lost) {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
    buffer_.Clear();
  }
  const auto observer = std::exchange(observer_, nullptr);
  if (observer == nullptr) return;
  observer->OnClosed(lost.by == TransportLost::By::kError ? lost.cause
                                                          : absl::OkStatus());
}

}  // namespace wampbridge::transport
