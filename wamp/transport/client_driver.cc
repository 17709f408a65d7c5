// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/client_driver.h"

#include <cassert>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

// Gathered writes wait for no more than this.
constexpr size_t kGatheredBytesMax = 64 << 10;

absl::Status NotThere() {
  return absl::FailedPreconditionError("the session is not established");
}

}  // namespace

ClientDriver::ClientDriver(EventLoop& loop,
                           std::shared_ptr<TransportDialer> dialer,
                           Options options, SessionObserver* observer)
    : loop_(loop),
      options_(std::move(options)),
      serializer_(options_.session.serializer),
      observer_(observer),
      dialer_(std::move(dialer)),
      last_heard_(loop.Now()) {}

ClientDriver::~ClientDriver() = default;

std::shared_ptr<ClientDriver> ClientDriver::self() {
  return std::static_pointer_cast<ClientDriver>(shared_from_this());
}

void ClientDriver::Start() {
  loop_.Post([self = self()] {
    if (self->dialer_ == nullptr) return;
    const auto dialer = std::exchange(self->dialer_, nullptr);
    self->dialing_ = dialer;
    dialer->Start([self](absl::StatusOr<std::shared_ptr<Transport>> transport) {
      self->HandleTransport(std::move(transport));
    });
  });
}

template <typename Command>
auto ClientDriver::Enter(const Command& command) {
  std::lock_guard lock(mutex_);
  using Result = decltype(command(*session_));
  if (transport_ == nullptr) return Result(NotThere());
  Result result = command(*session_);
  WriteLocked();
  return result;
}

void ClientDriver::WriteLocked() {
  WriteGathering* const gathering = WriteGathering::Current();
  if (gathering == nullptr || session_->transmit_bytes() >= kGatheredBytesMax) {
    transport_->FlushLocked();
  } else if (!gathered_) {
    gathered_ = true;
    gathering->Add(self());
  }
}

void ClientDriver::FlushGathered() {
  std::lock_guard lock(mutex_);
  gathered_ = false;
  if (transport_ != nullptr) transport_->FlushLocked();
}

absl::Status ClientDriver::Authenticate(std::string_view signature,
                                        const wamp::Dict& extra) {
  const absl::Time now = loop_.Now();
  absl::Status done = Enter([&](wamp::Session& session) {
    return session.Authenticate(signature, extra, now);
  });
  loop_.Post([self = self()] { self->Pump(); });
  return done;
}

absl::Status ClientDriver::RefuseChallenge(std::string_view reason,
                                           const absl::Status& why) {
  absl::Status done = Enter([&](wamp::Session& session) {
    return session.RefuseChallenge(reason, why);
  });
  loop_.Post([self = self()] { self->Pump(); });
  return done;
}

absl::StatusOr<wamp::RequestId> ClientDriver::Call(
    const wamp::EncodedRequest& call, RequestObserver* observer) {
  return Enter(
      [&](wamp::Session& session) { return session.Call(call, observer); });
}

absl::Status ClientDriver::CallMore(wamp::RequestId request,
                                    const wamp::EncodedRequest& chunk) {
  return Enter(
      [&](wamp::Session& session) { return session.CallMore(request, chunk); });
}

absl::StatusOr<wamp::RequestId> ClientDriver::Publish(
    const wamp::EncodedRequest& publish, RequestObserver* observer) {
  return Enter([&](wamp::Session& session) {
    return session.Publish(publish, observer);
  });
}

absl::StatusOr<wamp::RequestId> ClientDriver::PublishUnacknowledged(
    const wamp::EncodedRequest& publish) {
  return Enter([&](wamp::Session& session) {
    return session.PublishUnacknowledged(publish);
  });
}

absl::StatusOr<wamp::RequestId> ClientDriver::Subscribe(
    const wamp::EncodedRequest& subscribe, RequestObserver* observer) {
  return Enter([&](wamp::Session& session) {
    return session.Subscribe(subscribe, observer);
  });
}

absl::StatusOr<wamp::RequestId> ClientDriver::Unsubscribe(
    wamp::SubscriptionId subscription, RequestObserver* observer) {
  return Enter([&](wamp::Session& session) {
    return session.Unsubscribe(subscription, observer);
  });
}

absl::StatusOr<wamp::RequestId> ClientDriver::Register(
    const wamp::EncodedRequest& registration, RequestObserver* observer) {
  return Enter([&](wamp::Session& session) {
    return session.Register(registration, observer);
  });
}

absl::StatusOr<wamp::RequestId> ClientDriver::Unregister(
    wamp::RegistrationId registration, RequestObserver* observer) {
  return Enter([&](wamp::Session& session) {
    return session.Unregister(registration, observer);
  });
}

absl::Status ClientDriver::Cancel(wamp::RequestId request,
                                  wamp::CancelMode mode) {
  return Enter([&](wamp::Session& session) {
    const absl::Status cancelled = session.Cancel(request, mode);
    return cancelled.ok() ? fence_.Cancelled(request) : cancelled;
  });
}

absl::Status ClientDriver::Yield(const wamp::Yield& yield) {
  return Enter([&](wamp::Session& session) { return session.Yield(yield); });
}

absl::Status ClientDriver::YieldError(const wamp::Error& error) {
  return Enter(
      [&](wamp::Session& session) { return session.YieldError(error); });
}

void ClientDriver::Leave(std::string_view reason) {
  const absl::Time now = loop_.Now();
  {
    std::lock_guard lock(mutex_);
    if (leaving_) return;
    leaving_ = true;
  }
  const absl::Status left =
      Enter([&](wamp::Session& session) { return session.Leave(reason, now); });
  if (!left.ok()) {
    Close(absl::CancelledError("left before the session was joined"));
    return;
  }
  loop_.Post([self = self()] { self->Pump(); });
}

void ClientDriver::Close(const absl::Status& why) {
  loop_.Post([self = self(), why] { self->HandleClose(why); });
}

wamp::SessionId ClientDriver::session_id() const {
  std::lock_guard lock(mutex_);
  return session_ ? session_->id() : wamp::SessionId{};
}

const wamp::Welcome& ClientDriver::welcome() const {
  std::lock_guard lock(mutex_);
  assert(session_);
  return session_->welcome();
}

std::optional<TlsFacts> ClientDriver::tls() const {
  std::lock_guard lock(mutex_);
  return transport_ != nullptr ? transport_->tls() : std::nullopt;
}

bool ClientDriver::RouterHas(std::string_view role,
                             std::string_view feature) const {
  std::lock_guard lock(mutex_);
  return session_ && session_->RouterHas(role, feature);
}

std::optional<absl::Duration> ClientDriver::round_trip() const {
  std::lock_guard lock(mutex_);
  return transport_ != nullptr ? transport_->RoundTripLocked() : std::nullopt;
}

absl::Time ClientDriver::last_heard() const {
  std::lock_guard lock(mutex_);
  return transport_ != nullptr ? transport_->last_heard() : last_heard_;
}

size_t ClientDriver::pending_requests() const {
  std::lock_guard lock(mutex_);
  return session_ ? session_->pending_requests() : 0;
}

uint64_t ClientDriver::late_answers() const {
  std::lock_guard lock(mutex_);
  return session_ ? session_->late_answers() : 0;
}

wamp::Traffic ClientDriver::traffic() const {
  std::lock_guard lock(mutex_);
  return session_ ? session_->traffic() : wamp::Traffic();
}

}  // namespace wampbridge::transport
