// SPDX-License-Identifier: Apache-2.0
// The half of ClientDriver that runs on its loop: what comes from the
// transport, from timers and from the session.
#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "wamp/transport/client_driver.h"

namespace wampbridge::transport {
namespace {

template <typename... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <typename... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace

void ClientDriver::HandleTransport(
    absl::StatusOr<std::shared_ptr<Transport>> transport) {
  if (observer_ == nullptr) return;
  if (!transport.ok()) {
    EndWithoutSession(wamp::SessionLost::By::kTransport, transport.status());
    return;
  }
  const std::shared_ptr<Transport> made = *std::move(transport);
  wamp::SessionOptions options = options_.session;
  options.serializer = made->serializer();
  options.framing = made->is_rawsocket() ? wamp::Framing::kRawSocket
                                         : wamp::Framing::kMessage;
  options.message_bytes_max =
      std::min(options.message_bytes_max, made->peer_message_bytes_max());
  serializer_ = options.serializer;
  message_bytes_max_ = options.message_bytes_max;
  {
    std::lock_guard lock(mutex_);
    session_.emplace(std::move(options));
    transport_ = made;
  }
  made->Start(self());
  if (!made->is_rawsocket() || options_.rawsocket_ping) {
    keepalive_ = std::make_unique<Keepalive>(
        loop_,
        Keepalive::Options{
            options_.keepalive_interval, options_.keepalive_timeout,
            [made] { return made->octets_heard(); }, [made] { made->Ping(); },
            [this](const absl::Status& dead) {
              OnTransportLost({TransportLost::By::kError, dead});
            }});
  }
  {
    std::lock_guard lock(mutex_);
    session_->Join(loop_.Now());
    made->FlushLocked();
  }
  Pump();
}

std::string_view ClientDriver::PollTransmitLocked() {
  return session_->PollTransmit();
}

void ClientDriver::ConsumeTransmitLocked(size_t octets) {
  session_->ConsumeTransmit(octets);
}

void ClientDriver::OnMessages(std::span<const std::string_view> messages) {
  if (observer_ == nullptr) return;
  const auto keep = self();
  const wamp::Serializer serializer = serializer_;
  std::vector<absl::StatusOr<wamp::Message>> parsed;
  parsed.reserve(messages.size());
  size_t octets = 0;
  for (const std::string_view message : messages) {
    octets += message.size();
    parsed.push_back(wamp::ParseMessage(serializer, message));
    if (!parsed.back().ok()) break;  // nothing after it counts
  }
  const absl::Time now = loop_.Now();
  Events events;
  std::optional<absl::Time> due;
  {
    std::lock_guard lock(mutex_);
    session_->CountReceived(octets);
    for (absl::StatusOr<wamp::Message>& message : parsed) {
      if (message.ok()) {
        session_->HandleMessage(*std::move(message), now);
      } else {
        session_->HandleMalformed(message.status());
      }
    }
    if (transport_ != nullptr) transport_->FlushLocked();
    events = CollectLocked();
    due = session_->PollTimeout();
  }
  Settle(std::move(events), due);
}

void ClientDriver::OnTransportLost(const TransportLost& lost) {
  if (observer_ == nullptr) return;
  const auto keep = self();
  Events events;
  {
    std::lock_guard lock(mutex_);
    session_->HandleConnectionLost(absl::Status(
        lost.cause.code(), absl::StrCat("the connection to ", options_.url,
                                        " was lost: ", lost.cause.message())));
    events = CollectLocked();
  }
  Settle(std::move(events), std::nullopt);
}

void ClientDriver::HandleTimeout() {
  const auto keep = self();
  {
    std::lock_guard lock(mutex_);
    // A clock that was set back must not make the session wait for longer.
    session_->HandleTimeout(std::max(loop_.Now(), due_.value()));
    if (transport_ != nullptr) transport_->FlushLocked();
  }
  due_.reset();
  Pump();
}

void ClientDriver::HandleClose(const absl::Status& why) {
  if (observer_ == nullptr) return;
  closed_by_us_ = true;
  if (!session_) {
    dialer_ = nullptr;
    if (const auto dialer = dialing_.lock()) dialer->Cancel();
    EndWithoutSession(wamp::SessionLost::By::kUs, why);
    return;
  }
  const auto keep = self();
  Events events;
  {
    std::lock_guard lock(mutex_);
    session_->HandleConnectionLost(why);
    events = CollectLocked();
  }
  Settle(std::move(events), std::nullopt);
}

void ClientDriver::Pump() {
  if (observer_ == nullptr) return;
  const auto keep = self();
  Events events;
  std::optional<absl::Time> due;
  {
    std::lock_guard lock(mutex_);
    if (!session_) return;
    events = CollectLocked();
    due = session_->PollTimeout();
  }
  Settle(std::move(events), due);
}

ClientDriver::Events ClientDriver::CollectLocked() {
  Events events;
  while (std::optional<wamp::SessionEvent> event = session_->PollEvent()) {
    events.push_back(*std::move(event));
  }
  fence_.Raise(events);
  fence_up_ = fence_.raised();
  return events;
}

void ClientDriver::Settle(Events events, std::optional<absl::Time> due) {
  if (due != due_) {
    due_ = due;
    timer_ = nullptr;
    if (due) {
      timer_ = loop_.RunAfter(*due - loop_.Now(), [this] { HandleTimeout(); });
    }
  }
  for (wamp::SessionEvent& event : events) Tell(event);
  TellOwed();
}

void ClientDriver::TellOwed() {
  if (!std::exchange(fence_up_, false)) return;
  Events owed;
  {
    std::lock_guard lock(mutex_);
    owed = fence_.Lower();
  }
  for (wamp::SessionEvent& event : owed) Tell(event);
}

void ClientDriver::Tell(wamp::SessionEvent& event) {
  std::visit(
      Overloaded{
          [&](const wamp::Challenged& challenged) {
            observer_->OnChallenge(challenged.challenge);
          },
          [&](const wamp::Joined& joined) {
            observer_->OnJoined(joined.welcome);
          },
          [](const wamp::Answered& answered) {
            auto* observer = static_cast<RequestObserver*>(answered.tag);
            if (observer != nullptr) observer->OnAnswer(answered);
          },
          [](const wamp::RequestLost& lost) {
            auto* observer = static_cast<RequestObserver*>(lost.tag);
            if (observer != nullptr) observer->OnLost(lost.handed);
          },
          [&](const wamp::Event& message) { observer_->OnEvent(message); },
          [&](const wamp::Invocation& message) {
            observer_->OnInvocation(message);
          },
          [&](const wamp::Interrupt& message) {
            observer_->OnInterrupt(message);
          },
          [&](const wamp::Unsubscribed& message) {
            observer_->OnUnsubscribed(message);
          },
          [&](const wamp::Unregistered& message) {
            observer_->OnUnregistered(message);
          },
          [&](wamp::SessionLost& lost) { TellLost(std::move(lost)); },
      },
      event);
}

void ClientDriver::TellLost(wamp::SessionLost lost) {
  TellOwed();
  SessionObserver* const observer = std::exchange(observer_, nullptr);
  std::shared_ptr<Transport> transport;
  {
    std::lock_guard lock(mutex_);
    transport = std::move(transport_);
    transport_ = nullptr;
    last_heard_ = transport->last_heard();
  }
  keepalive_ = nullptr;
  timer_ = nullptr;
  due_.reset();
  if (closed_by_us_) lost.by = wamp::SessionLost::By::kUs;
  if (lost.by == wamp::SessionLost::By::kTransport || closed_by_us_) {
    transport->Reset();
  } else {
    transport->Shutdown();
  }
  observer->OnLost(lost);
}

void ClientDriver::EndWithoutSession(wamp::SessionLost::By by,
                                     const absl::Status& cause) {
  std::exchange(observer_, nullptr)->OnLost({.by = by, .cause = cause});
}

}  // namespace wampbridge::transport
