// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_TRANSPORT_TESTING_H_
#define WAMP_TRANSPORT_TRANSPORT_TESTING_H_

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "wamp/transmit_buffer.h"
#include "wamp/transport/io_threads.h"
#include "wamp/transport/mailbox.h"
#include "wamp/transport/server_connection.h"
#include "wamp/transport/transport.h"
#include "wamp/transport/transport_dialer.h"

namespace wampbridge::transport {

// Uses a transport as a client would: sends whole messages from the test's
// thread and keeps what comes.
class TransportUser : public TransportOwner,
                      public std::enable_shared_from_this<TransportUser> {
 public:
  TransportUser(AsioLoop& loop, std::shared_ptr<Transport> transport);

  void Start();
  void Send(std::string_view message);
  // On the loop.
  void Run(void (Transport::*function)());
  const Transport& transport() const { return *transport_; }

  Mailbox<std::string> received;
  Mailbox<TransportLost> lost;

  std::mutex& mutex() override { return mutex_; }
  std::string_view PollTransmitLocked() override { return buffer_.Peek(); }
  void ConsumeTransmitLocked(size_t octets) override {
    buffer_.Consume(octets);
  }
  void OnMessages(std::span<const std::string_view> messages) override;
  void OnTransportLost(const TransportLost& why) override { lost.Put(why); }

 private:
  AsioLoop& loop_;
  const std::shared_ptr<Transport> transport_;
  std::mutex mutex_;
  wamp::TransmitBuffer buffer_;
};

// Dials and waits for the outcome.
absl::StatusOr<std::shared_ptr<Transport>> DialAndWait(AsioLoop& loop,
                                                       DialOptions options);

// What a server's test does with a connection: keeps, and echoes if asked.
class ServerUser : public ServerConnectionObserver {
 public:
  enum class Mode { kKeep, kEcho };
  ServerUser(std::shared_ptr<ServerConnection> connection, Mode mode)
      : connection(std::move(connection)), mode_(mode) {}

  void OnMessage(std::string_view message) override;
  void OnClosed(const absl::Status& why) override { closed.Put(why); }

  const std::shared_ptr<ServerConnection> connection;
  Mailbox<std::string> received;
  Mailbox<absl::Status> closed;

 private:
  const Mode mode_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_TRANSPORT_TESTING_H_
