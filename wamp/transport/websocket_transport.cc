// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_transport.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <cassert>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

namespace websocket = boost::beast::websocket;

// How long a connection may take to end in order.
constexpr absl::Duration kLinger = absl::Seconds(1);
// Buffers that a large message has made larger than this are given back.
constexpr size_t kBufferKept = 64 << 10;

TransportLost ByUs() {
  return {TransportLost::By::kUs,
          absl::CancelledError("the connection was closed by us")};
}

std::string_view CloseMeaning(uint16_t code) {
  switch (code) {
    case websocket::close_code::normal:
      return "normal";
    case websocket::close_code::going_away:
      return "going away";
    case websocket::close_code::protocol_error:
      return "protocol error";
    case websocket::close_code::unknown_data:
      return "unsupported data";
    case websocket::close_code::bad_payload:
      return "bad payload";
    case websocket::close_code::policy_error:
      return "policy violation";
    case websocket::close_code::too_big:
      return "message too big";
    case websocket::close_code::internal_error:
      return "internal error";
    case websocket::close_code::service_restart:
      return "service restart";
    case websocket::close_code::try_again_later:
      return "try again later";
    default:
      return "";
  }
}

absl::Status CloseWords(const websocket::close_reason& reason) {
  if (reason.code == websocket::close_code::none) {
    return absl::UnavailableError("the peer closed the WebSocket");
  }
  const std::string_view meaning = CloseMeaning(reason.code);
  std::string words =
      absl::StrCat("the peer closed the WebSocket with code ", reason.code);
  if (!meaning.empty()) {
    absl::StrAppend(&words, " (", std::string(meaning), ")");
  }
  if (!reason.reason.empty()) {
    absl::StrAppend(&words, ": ", absl::CHexEscape(reason.reason.c_str()));
  }
  return absl::UnavailableError(words);
}

}  // namespace

WebSocketTransport::WebSocketTransport(std::unique_ptr<WebSocketStream> stream,
                                       wamp::Serializer serializer,
                                       size_t message_bytes_max)
    : stream_(std::move(stream)),
      serializer_(serializer),
      message_bytes_max_(message_bytes_max) {
  stream_->text(serializer == wamp::Serializer::kJson);
}

WebSocketTransport::~WebSocketTransport() = default;

uint64_t WebSocketTransport::octets_heard() const {
  return stream_->next_layer().stream().octets_heard();
}

absl::Time WebSocketTransport::last_heard() const {
  return stream_->next_layer().stream().last_heard();
}

void WebSocketTransport::Start(std::shared_ptr<TransportOwner> owner) {
  assert(owner_ == nullptr);
  {
    std::lock_guard lock(owner->mutex());
    owner_ = owner;
    FlushLocked();
  }
  stream_->next_layer().stream().loop().Add(this);
  // Beast answers a close frame before it tells of it, which a write that the
  // peer does not read may hold up for ever.
  stream_->control_callback([this](websocket::frame_type kind, const auto&) {
    if (kind != websocket::frame_type::close || linger_ != nullptr) return;
    if (owner_ != nullptr) Linger(LossOf(websocket::error::closed));
  });
  Read();
}

void WebSocketTransport::Read() {
  if (reading_ || paused_ || closing_ || owner_ == nullptr) return;
  reading_ = true;
  stream_->async_read(read_buffer_, [self = shared_from_this()](
                                        const error_code& error, size_t) {
    self->reading_ = false;
    if (self->owner_ != nullptr) self->HandleRead(error);
  });
}

void WebSocketTransport::HandleRead(const error_code& error) {
  if (error) {
    Lose(LossOf(error));
    return;
  }
  if (stream_->got_text() != (serializer_ == wamp::Serializer::kJson)) {
    Lose({TransportLost::By::kError,
          absl::UnavailableError(absl::StrCat(
              "the peer sent a ", stream_->got_text() ? "text" : "binary",
              " message, which ",
              std::string(wamp::SerializerName(serializer_)), " never is"))});
    return;
  }
  if (!closing_) HandleMessage();
  Read();
}

void WebSocketTransport::HandleMessage() {
  const auto data = read_buffer_.cdata();
  const std::string_view message(static_cast<const char*>(data.data()),
                                 data.size());
  const std::shared_ptr<TransportOwner> owner = owner_;
  owner->OnMessages(std::span(&message, 1));
  read_buffer_.clear();
  if (read_buffer_.capacity() > kBufferKept) read_buffer_.shrink_to_fit();
}

void WebSocketTransport::FlushLocked() {
  if (owner_ == nullptr || ended_ || writing_) return;
  writing_ = true;
  boost::asio::post(stream_->get_executor(),
                    [self = shared_from_this()] { self->WriteNext(); });
}

void WebSocketTransport::WriteNext() {
  if (owner_ == nullptr) return;
  {
    std::lock_guard lock(owner_->mutex());
    const std::string_view message = owner_->PollTransmitLocked();
    write_buffer_.assign(message);
    owner_->ConsumeTransmitLocked(message.size());
    writing_ = !message.empty() && !ended_;
    stream_->next_layer().Cork(writing_ &&
                               !owner_->PollTransmitLocked().empty());
    if (!writing_ && !ended_) ended_ = closing_;
  }
  if (write_buffer_.empty()) {
    HandleDrained();
    return;
  }
  stream_->async_write(
      boost::asio::buffer(write_buffer_),
      [self = shared_from_this()](const error_code& error, size_t) {
        self->HandleWritten(error);
      });
}

void WebSocketTransport::HandleWritten(const error_code& error) {
  if (owner_ == nullptr) return;
  if (!error) {
    if (write_buffer_.capacity() > kBufferKept) write_buffer_ = {};
    WriteNext();
    return;
  }
  // The peer may have said before why it closed: that is read first.
  {
    std::lock_guard lock(owner_->mutex());
    ended_ = true;
  }
  ResumeReading();
  Linger(LossOf(error));
}

void WebSocketTransport::HandleDrained() {
  if (!closing_) return;
  stream_->async_close(
      websocket::close_code::normal,
      [self = shared_from_this()](const error_code&) { self->Lose(ByUs()); });
}

void WebSocketTransport::Ping() {
  if (owner_ == nullptr || pinging_ || closing_) return;
  pinging_ = true;
  stream_->async_ping({}, [self = shared_from_this()](const error_code&) {
    self->pinging_ = false;  // a failure is read, too
  });
}

void WebSocketTransport::PauseReading() { paused_ = true; }

void WebSocketTransport::ResumeReading() {
  paused_ = false;
  Read();
}

void WebSocketTransport::Shutdown() {
  if (owner_ == nullptr || closing_) return;
  closing_ = true;
  Linger(ByUs());
  std::lock_guard lock(owner_->mutex());
  FlushLocked();  // which ends in HandleDrained
}

void WebSocketTransport::Reset() {
  if (owner_ == nullptr) return;
  {
    std::lock_guard lock(owner_->mutex());
    ended_ = true;
  }
  stream_->next_layer().stream().Reset();
  Lose(ByUs());
}

TransportLost WebSocketTransport::LossOf(const error_code& error) const {
  if (error == websocket::error::closed) {
    const uint16_t code = stream_->reason().code;
    const bool in_order = code == websocket::close_code::none ||
                          code == websocket::close_code::normal ||
                          code == websocket::close_code::going_away;
    return {in_order ? TransportLost::By::kPeer : TransportLost::By::kError,
            CloseWords(stream_->reason())};
  }
  absl::Status cause = stream_->next_layer().error();
  if (error == websocket::error::message_too_big ||
      error == websocket::error::buffer_overflow) {
    cause = absl::ResourceExhaustedError(
        absl::StrCat("the peer sent a message over the limit of ",
                     message_bytes_max_, " octets"));
  } else if (error == boost::asio::error::eof) {
    const bool cut = read_buffer_.size() > 0 || !stream_->is_message_done();
    cause = absl::UnavailableError(
        cut ? "the peer closed the connection in the middle of a message"
            : "the peer closed the connection");
  } else if (cause.ok()) {
    cause = absl::UnavailableError(absl::StrCat(
        "the peer broke the WebSocket protocol: ", error.message()));
  }
  return {TransportLost::By::kError, std::move(cause)};
}

void WebSocketTransport::Linger(TransportLost lost) {
  AsioLoop& loop = stream_->next_layer().stream().loop();
  linger_ =
      loop.RunAfter(kLinger, [self = weak_from_this(), lost = std::move(lost)] {
        if (const auto transport = self.lock()) transport->Lose(lost);
      });
}

std::shared_ptr<void> WebSocketTransport::Release() {
  linger_ = nullptr;
  const std::shared_ptr<TransportOwner> owner = owner_;
  {
    std::lock_guard lock(owner->mutex());
    ended_ = true;
    owner_ = nullptr;
  }
  owner->OnLoopEnded();
  return owner;
}

void WebSocketTransport::Lose(const TransportLost& lost) {
  if (owner_ == nullptr) return;
  const std::shared_ptr<TransportOwner> owner = owner_;
  {
    std::lock_guard lock(owner->mutex());
    ended_ = true;
    owner_ = nullptr;
  }
  stream_->next_layer().stream().Close();
  linger_ = nullptr;
  stream_->next_layer().stream().loop().Remove(this);
  owner->OnTransportLost(closing_ ? ByUs() : lost);
}

}  // namespace wampbridge::transport
