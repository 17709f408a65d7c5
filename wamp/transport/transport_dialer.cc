// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/transport_dialer.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "wamp/transport/canceller.h"
#include "wamp/transport/dial_step.h"
#include "wamp/transport/handshake.h"
#include "wamp/transport/rawsocket_client.h"
#include "wamp/transport/stream_dialer.h"
#include "wamp/transport/tls_context.h"
#include "wamp/transport/tls_handshake.h"
#include "wamp/transport/url.h"
#include "wamp/transport/websocket_client.h"

namespace wampbridge::transport {
namespace {

std::string NamesOf(const std::vector<wamp::Serializer>& serializers) {
  return absl::StrJoin(serializers, ", ", [](std::string* out, auto one) {
    out->append(wamp::SerializerName(one));
  });
}

// Each step is an object of its own; `cancel_` ends the one that runs.
class Dialer : public TransportDialer,
               public std::enable_shared_from_this<Dialer> {
 public:
  Dialer(AsioLoop& loop, DialOptions options)
      : loop_(loop), options_(std::move(options)) {}

  void Start(Done done) override;
  void Cancel() override;

 private:
  DialStep Step() const;
  absl::Status Prepare();
  void Connect();
  void StartTls(std::unique_ptr<ByteStream> stream);
  void ShakeHands(std::unique_ptr<ByteStream> stream);
  void HandleHandshake(absl::StatusOr<std::shared_ptr<Transport>> result);
  void HandleTimeout();
  void Fail(const absl::Status& why);
  void Finish(absl::StatusOr<std::shared_ptr<Transport>> result);

  AsioLoop& loop_;
  const DialOptions options_;
  Url url_;
  std::shared_ptr<TlsContext> tls_;  // where the URL wants it
  Done done_;
  absl::Time deadline_;
  std::unique_ptr<Timer> timer_;
  size_t serializer_ = 0;  // RawSocket: index of the one to offer
  std::weak_ptr<StreamDialer> stream_dialer_;  // while it connects
  std::string step_;                           // afterwards, in words
  DialStep reached_ = DialStep::kOptions;
  absl::AnyInvocable<void()> cancel_;
};

void Dialer::Start(Done done) {
  done_ = std::move(done);
  deadline_ = loop_.Now() + options_.connect_timeout;
  const absl::Status prepared = Prepare();
  if (!prepared.ok()) {
    loop_.Post([self = shared_from_this(), prepared] {
      if (self->done_ != nullptr) self->Finish(prepared);
    });
    return;
  }
  timer_ = loop_.RunAfter(options_.connect_timeout, [self = weak_from_this()] {
    if (const auto dialer = self.lock()) dialer->HandleTimeout();
  });
  Connect();
}

absl::Status Dialer::Prepare() {
  absl::StatusOr<Url> url = ParseUrl(options_.url);
  if (!url.ok()) return url.status();
  url_ = *std::move(url);
  if (!url_.local() && url_.port == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(url_.ToString(), ": port 0 cannot be connected to"));
  }
  if (options_.serializers.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(url_.ToString(), ": no serializer to offer"));
  }
  if (url_.tls()) {
    auto context = TlsContext::ForClient(options_.tls);
    if (!context.ok()) return context.status();
    tls_ = *std::move(context);
  }
  return CheckWebSocketHeaders(options_);
}

void Dialer::Connect() {
  reached_ = DialStep::kConnect;
  const TcpWatch watch{options_.keepalive_interval, options_.keepalive_timeout};
  const auto stream_dialer = std::make_shared<StreamDialer>(
      loop_, url_, deadline_ - loop_.Now(), watch);
  stream_dialer_ = stream_dialer;
  cancel_ = Canceller(stream_dialer);
  stream_dialer->Start([self = shared_from_this()](
                           absl::StatusOr<std::unique_ptr<ByteStream>> stream) {
    self->reached_ = self->Step();
    self->stream_dialer_.reset();
    if (!stream.ok()) {
      self->Fail(stream.status());
    } else if (self->tls_ != nullptr) {
      self->StartTls(*std::move(stream));
    } else {
      self->ShakeHands(*std::move(stream));
    }
  });
}

void Dialer::StartTls(std::unique_ptr<ByteStream> stream) {
  step_ = "the TLS handshake";
  reached_ = DialStep::kTls;
  const std::string& name = options_.tls.server_name;
  auto tls = std::make_shared<TlsHandshake>(
      std::move(stream), tls_->NewClient(name.empty() ? url_.host : name));
  cancel_ = Canceller(tls);
  tls->Start([self = shared_from_this()](
                 absl::StatusOr<std::unique_ptr<ByteStream>> secure) {
    if (secure.ok()) {
      self->ShakeHands(*std::move(secure));
    } else {
      self->Fail(secure.status());
    }
  });
}

void Dialer::ShakeHands(std::unique_ptr<ByteStream> stream) {
  std::shared_ptr<Handshake> handshake;
  reached_ = DialStep::kHandshake;
  if (url_.websocket()) {
    step_ = "the WebSocket handshake";
    handshake = NewWebSocketClient(std::move(stream), url_, options_);
  } else {
    step_ = "the RawSocket handshake";
    handshake = std::make_shared<RawSocketClient>(
        std::move(stream), options_.serializers[serializer_],
        options_.message_bytes_max);
  }
  cancel_ = Canceller(handshake);
  handshake->Start([self = shared_from_this()](
                       absl::StatusOr<std::shared_ptr<Transport>> result) {
    self->HandleHandshake(std::move(result));
  });
}

void Dialer::HandleHandshake(
    absl::StatusOr<std::shared_ptr<Transport>> result) {
  if (result.ok()) {
    Finish(std::move(result));
    return;
  }
  // RawSocket offers one serializer at a time, each on a connection of its own.
  if (!url_.websocket() && absl::IsUnimplemented(result.status())) {
    if (++serializer_ < options_.serializers.size()) {
      Connect();
      return;
    }
    Fail(absl::FailedPreconditionError(
        absl::StrCat(result.status().message(),
                     " (offered: ", NamesOf(options_.serializers), ")")));
    return;
  }
  Fail(result.status());
}

void Dialer::HandleTimeout() {
  if (done_ == nullptr) return;
  const auto stream_dialer = stream_dialer_.lock();
  const std::string step =
      stream_dialer != nullptr ? stream_dialer->step() : step_;
  reached_ = Step();
  if (cancel_) cancel_();
  Finish(absl::DeadlineExceededError(absl::StrCat(
      url_.ToString(), ": no answer within ",
      absl::FormatDuration(options_.connect_timeout), " while ",
      step.starts_with("the ") ? "waiting for the end of " : "", step)));
}

void Dialer::Cancel() {
  done_ = nullptr;
  timer_ = nullptr;
  if (cancel_) cancel_();
  cancel_ = nullptr;
}

void Dialer::Fail(const absl::Status& why) {
  Finish(absl::Status(why.code(),
                      absl::StrCat(url_.ToString(), ": ", why.message())));
}

DialStep Dialer::Step() const {
  const auto stream_dialer = stream_dialer_.lock();
  return stream_dialer != nullptr && stream_dialer->resolving()
             ? DialStep::kResolve
             : reached_;
}

void Dialer::Finish(absl::StatusOr<std::shared_ptr<Transport>> result) {
  if (!result.ok()) {
    result = WithDialStep(result.status(), reached_);
  }
  timer_ = nullptr;
  cancel_ = nullptr;
  Done done = std::move(done_);
  done_ = nullptr;
  done(std::move(result));
}

}  // namespace

std::shared_ptr<TransportDialer> NewTransportDialer(AsioLoop& loop,
                                                    DialOptions options) {
  return std::make_shared<Dialer>(loop, std::move(options));
}

}  // namespace wampbridge::transport
