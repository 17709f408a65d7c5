// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_SERVER_DRIVER_H_
#define WAMP_TRANSPORT_SERVER_DRIVER_H_

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "wamp/transmit_buffer.h"
#include "wamp/transport/event_loop.h"
#include "wamp/transport/server_connection.h"
#include "wamp/transport/transport.h"

namespace wampbridge::transport {

// The connection between a Transport and what a Listener's user made of it:
// queues messages under its lock, as ClientDriver does with a session.
class ServerDriver : public ServerConnection,
                     public TransportOwner,
                     public std::enable_shared_from_this<ServerDriver> {
 public:
  struct Options {
    std::string peer;
    std::string transport;  // the URL's scheme
    size_t write_buffer_bytes = 0;
  };

  ServerDriver(EventLoop& loop, std::shared_ptr<Transport> transport,
               Options options);
  ~ServerDriver() override;

  // Begins to read for what `accept` returns. Loop; once.
  void Start(
      const std::function<std::shared_ptr<ServerConnectionObserver>()>& accept);

  wamp::Serializer serializer() const override;
  const std::string& peer() const override { return options_.peer; }
  const std::string& transport() const override { return options_.transport; }
  size_t message_bytes_max() const override;
  absl::Status Send(std::string message) override;
  size_t transmit_bytes() const override;
  void Close() override;
  void Reset() override;
  void PauseReading() override;
  void ResumeReading() override;

  std::mutex& mutex() override { return mutex_; }
  std::string_view PollTransmitLocked() override { return buffer_.Peek(); }
  void ConsumeTransmitLocked(size_t octets) override;
  void OnMessages(std::span<const std::string_view> messages) override;
  void OnTransportLost(const TransportLost& lost) override;
  void OnLoopEnded() override { observer_ = nullptr; }

 private:
  void PostToTransport(void (Transport::*function)());

  EventLoop& loop_;
  const Options options_;
  const std::shared_ptr<Transport> transport_;
  std::shared_ptr<ServerConnectionObserver> observer_;  // loop; until OnClosed

  mutable std::mutex mutex_;
  wamp::TransmitBuffer buffer_;
  bool closed_ = false;  // nothing more is taken
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_SERVER_DRIVER_H_
