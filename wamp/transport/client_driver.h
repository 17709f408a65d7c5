// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_CLIENT_DRIVER_H_
#define WAMP_TRANSPORT_CLIENT_DRIVER_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wamp/transport/answer_fence.h"
#include "wamp/transport/client_connection.h"
#include "wamp/transport/keepalive.h"
#include "wamp/transport/transport.h"
#include "wamp/transport/transport_dialer.h"
#include "wamp/transport/write_gathering.h"

namespace wampbridge::transport {

// The client connection that pumps octets between a Transport and a
// wamp::Session. The session lives under mutex_, "its own lock": requests enter
// from any thread and flush what they wrote; the loop enters with what was
// read. What the session wants to tell is collected under the lock and told on
// the loop without it.
class ClientDriver : public ClientConnection,
                     public TransportOwner,
                     public GatheredWriter {
 public:
  struct Options {
    std::string url;  // for messages
    absl::Duration keepalive_interval;
    absl::Duration keepalive_timeout;
    bool rawsocket_ping = false;
    wamp::SessionOptions session;
  };

  // `observer` must outlive its OnLost, `loop` the driver.
  ClientDriver(EventLoop& loop, std::shared_ptr<TransportDialer> dialer,
               Options options, SessionObserver* observer);
  ~ClientDriver() override;

  // ClientConnection.
  void Start() override;
  absl::Status Authenticate(std::string_view signature,
                            const wamp::Dict& extra) override;
  absl::Status RefuseChallenge(std::string_view reason,
                               const absl::Status& why) override;
  absl::StatusOr<wamp::RequestId> Call(const wamp::EncodedRequest& call,
                                       RequestObserver* observer) override;
  absl::Status CallMore(wamp::RequestId request,
                        const wamp::EncodedRequest& chunk) override;
  absl::StatusOr<wamp::RequestId> Publish(const wamp::EncodedRequest& publish,
                                          RequestObserver* observer) override;
  absl::StatusOr<wamp::RequestId> PublishUnacknowledged(
      const wamp::EncodedRequest& publish) override;
  absl::StatusOr<wamp::RequestId> Subscribe(
      const wamp::EncodedRequest& subscribe,
      RequestObserver* observer) override;
  absl::StatusOr<wamp::RequestId> Unsubscribe(
      wamp::SubscriptionId subscription, RequestObserver* observer) override;
  absl::StatusOr<wamp::RequestId> Register(
      const wamp::EncodedRequest& registration,
      RequestObserver* observer) override;
  absl::StatusOr<wamp::RequestId> Unregister(
      wamp::RegistrationId registration, RequestObserver* observer) override;
  absl::Status Cancel(wamp::RequestId request, wamp::CancelMode mode) override;
  absl::Status Yield(const wamp::Yield& yield) override;
  absl::Status YieldError(const wamp::Error& error) override;
  void Leave(std::string_view reason) override;
  void Close(const absl::Status& why) override;
  wamp::Serializer serializer() const override { return serializer_; }
  size_t message_bytes_max() const override { return message_bytes_max_; }
  wamp::SessionId session_id() const override;
  const wamp::Welcome& welcome() const override;
  std::optional<TlsFacts> tls() const override;
  bool RouterHas(std::string_view role,
                 std::string_view feature) const override;
  std::optional<absl::Duration> round_trip() const override;
  absl::Time last_heard() const override;
  size_t pending_requests() const override;
  uint64_t late_answers() const override;
  wamp::Traffic traffic() const override;

  // TransportOwner.
  std::mutex& mutex() override { return mutex_; }
  std::string_view PollTransmitLocked() override;
  void ConsumeTransmitLocked(size_t octets) override;
  void OnMessages(std::span<const std::string_view> messages) override;
  void OnTransportLost(const TransportLost& lost) override;

  // GatheredWriter.
  void FlushGathered() override;

 private:
  using Events = std::vector<wamp::SessionEvent>;

  // Enters the session with a command of the caller's, then writes.
  template <typename Command>
  auto Enter(const Command& command);
  void WriteLocked();

  // The loop's.
  void HandleTransport(absl::StatusOr<std::shared_ptr<Transport>> transport);
  void HandleTimeout();
  void HandleClose(const absl::Status& why);
  void Pump();
  void Settle(Events events, std::optional<absl::Time> due);
  Events CollectLocked();
  void Tell(wamp::SessionEvent& event);
  void TellOwed();
  void TellLost(wamp::SessionLost lost);
  void EndWithoutSession(wamp::SessionLost::By by, const absl::Status& cause);
  std::shared_ptr<ClientDriver> self();

  EventLoop& loop_;
  const Options options_;
  std::atomic<wamp::Serializer> serializer_;
  std::atomic<size_t> message_bytes_max_ = 0;

  // The loop's.
  SessionObserver* observer_;                // until OnLost
  std::shared_ptr<TransportDialer> dialer_;  // until Start
  std::weak_ptr<TransportDialer> dialing_;   // from then until it is done
  std::unique_ptr<Keepalive> keepalive_;
  std::unique_ptr<Timer> timer_;  // for the session's PollTimeout
  std::optional<absl::Time> due_;
  bool closed_by_us_ = false;
  bool fence_up_ = false;

  mutable std::mutex mutex_;
  // Under mutex_. Made when the transport's handshake is done; the transport
  // goes when the session is lost, the session stays.
  std::optional<wamp::Session> session_;
  std::shared_ptr<Transport> transport_;
  AnswerFence fence_;
  bool leaving_ = false;
  bool gathered_ = false;  // a WriteGathering will call FlushGathered
  absl::Time last_heard_;  // of a transport that is gone
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_CLIENT_DRIVER_H_
