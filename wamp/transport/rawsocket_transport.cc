// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/rawsocket_transport.h"

#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

// How long a connection may take to end in order.
constexpr absl::Duration kLinger = absl::Seconds(1);
// PONGs that a peer may leave unread before it is taken for hostile.
constexpr size_t kControlBytesMax = 64 << 10;

}  // namespace

RawSocketTransport::RawSocketTransport(std::unique_ptr<ByteStream> stream,
                                       RawSocketTerms terms)
    : stream_(std::move(stream)),
      terms_(terms),
      reader_(terms.message_bytes_max) {}

RawSocketTransport::~RawSocketTransport() = default;

void RawSocketTransport::Start(std::shared_ptr<TransportOwner> owner) {
  assert(owner_ == nullptr);
  {
    std::lock_guard lock(owner->mutex());
    owner_ = owner;
    FlushLocked();
  }
  stream_->loop().Add(this);
  Read();
}

void RawSocketTransport::Read() {
  if (reading_ || paused_ || owner_ == nullptr) return;
  reading_ = true;
  const FrameReader::Room room = reader_.Space();
  stream_->AsyncRead(room.data, room.size,
                     [self = shared_from_this()](const IoResult& result) {
                       self->reading_ = false;
                       self->HandleRead(result);
                     });
}

void RawSocketTransport::HandleRead(const IoResult& result) {
  if (owner_ == nullptr) return;
  switch (result.outcome) {
    case IoResult::Outcome::kDone:
      // What comes while the connection closes is of no interest.
      if (!closing_) {
        reader_.Commit(result.octets);
        HandleOctets();
      }
      Read();
      return;
    case IoResult::Outcome::kEnd:
      Lose(reader_.cut() ? TransportLost::By::kError : TransportLost::By::kPeer,
           absl::UnavailableError(
               reader_.cut()
                   ? "the peer closed the connection in the middle of a message"
                   : "the peer closed the connection"));
      return;
    default:
      Lose(TransportLost::By::kError, result.error);
  }
}

void RawSocketTransport::HandleOctets() {
  const absl::Status taken = TakeFrames();
  if (!messages_.empty()) {
    const std::shared_ptr<TransportOwner> owner = owner_;
    owner->OnMessages(messages_);
    messages_.clear();
  }
  if (!taken.ok()) {
    Lose(TransportLost::By::kError, taken);
    return;
  }
  reader_.Compact();
}

absl::Status RawSocketTransport::TakeFrames() {
  for (;;) {
    const auto frame = reader_.Next();
    if (!frame.ok()) return frame.status();
    if (!frame->has_value()) return absl::OkStatus();
    const auto& [type, payload] = **frame;
    if (type == FrameType::kMessage) {
      messages_.push_back(payload);
    } else if (type == FrameType::kPing) {
      absl::Status answered = AnswerPing(payload);
      if (!answered.ok()) return answered;
    }
    // A PONG has done its work by being heard.
  }
}

absl::Status RawSocketTransport::AnswerPing(std::string_view payload) {
  if (payload.size() > terms_.peer_message_bytes_max) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "the peer sent a PING of ", payload.size(),
        " octets, but takes no more than ", terms_.peer_message_bytes_max));
  }
  std::lock_guard lock(owner_->mutex());
  if (control_.size() > kControlBytesMax) {
    return absl::ResourceExhaustedError(
        "the peer sends PINGs and does not read the PONGs");
  }
  AppendFrameHeader(FrameType::kPong, payload.size(), &control_);
  control_.append(payload);
  FlushLocked();
  return absl::OkStatus();
}

void RawSocketTransport::Ping() {
  if (owner_ == nullptr) return;
  std::lock_guard lock(owner_->mutex());
  if (control_.size() > kControlBytesMax) return;
  const std::string number = absl::StrCat(++pings_);
  AppendFrameHeader(FrameType::kPing, number.size(), &control_);
  control_.append(number);
  FlushLocked();
}

void RawSocketTransport::FlushLocked() {
  while (owner_ != nullptr && !ended_ && !blocked_) {
    const IoResult result = WriteSomeLocked();
    if (result.outcome == IoResult::Outcome::kDone) {
      if (result.octets > 0) continue;
      HandleDrainedLocked();
      return;
    }
    if (result.outcome == IoResult::Outcome::kBlocked) {
      blocked_ = true;
      stream_->loop().Post(
          [self = shared_from_this()] { self->WaitWritable(); });
      return;
    }
    ended_ = true;
    stream_->loop().Post([self = shared_from_this(), cause = result.error] {
      self->HandleWriteFailure(cause);
    });
  }
}

IoResult RawSocketTransport::WriteSomeLocked() {
  // Control frames go between messages; what was begun is ended first.
  if (control_cut_ || (!owner_cut_ && !control_.empty())) {
    control_cut_ = true;
    IoResult result = stream_->Write(control_);
    control_.erase(0, result.octets);
    if (control_.empty()) control_cut_ = false;
    return result;
  }
  const std::string_view octets = owner_->PollTransmitLocked();
  owner_cut_ = !octets.empty();
  if (octets.empty()) {
    return control_.empty() ? stream_->Flush() : WriteSomeLocked();
  }
  IoResult result = stream_->Write(octets);
  if (result.octets > 0) owner_->ConsumeTransmitLocked(result.octets);
  return result;
}

void RawSocketTransport::HandleDrainedLocked() {
  if (!end_asked_) return;
  ended_ = true;
  stream_->ShutdownWrite();
}

void RawSocketTransport::WaitWritable() {
  if (owner_ == nullptr) return;
  stream_->WaitWritable([self = shared_from_this()] {
    if (self->owner_ == nullptr) return;
    std::lock_guard lock(self->owner_->mutex());
    self->blocked_ = false;
    self->FlushLocked();
  });
}

// The router may have said before why it closed: that is read first.
void RawSocketTransport::HandleWriteFailure(const absl::Status& cause) {
  if (owner_ == nullptr) return;
  ResumeReading();
  Linger(TransportLost::By::kError, cause);
}

void RawSocketTransport::PauseReading() { paused_ = true; }

void RawSocketTransport::ResumeReading() {
  paused_ = false;
  Read();
}

void RawSocketTransport::Shutdown() {
  if (owner_ == nullptr || closing_) return;
  closing_ = true;
  {
    std::lock_guard lock(owner_->mutex());
    end_asked_ = true;
    FlushLocked();
  }
  ResumeReading();
  Linger(TransportLost::By::kUs,
         absl::CancelledError("the connection was closed by us"));
}

void RawSocketTransport::Reset() {
  if (owner_ == nullptr) return;
  {
    std::lock_guard lock(owner_->mutex());
    ended_ = true;
    stream_->Reset();
  }
  Lose(TransportLost::By::kUs,
       absl::CancelledError("the connection was closed by us"));
}

void RawSocketTransport::Linger(TransportLost::By by, absl::Status cause) {
  linger_ = stream_->loop().RunAfter(
      kLinger, [self = weak_from_this(), by, cause = std::move(cause)] {
        if (const auto transport = self.lock()) transport->Lose(by, cause);
      });
}

std::shared_ptr<void> RawSocketTransport::Release() {
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

void RawSocketTransport::Lose(TransportLost::By by, const absl::Status& cause) {
  if (owner_ == nullptr) return;
  std::shared_ptr<TransportOwner> owner = owner_;
  {
    std::lock_guard lock(owner->mutex());
    ended_ = true;
    stream_->Close();
    owner_ = nullptr;
  }
  linger_ = nullptr;
  stream_->loop().Remove(this);
  owner->OnTransportLost(
      closing_ ? TransportLost{TransportLost::By::kUs,
                               absl::CancelledError(
                                   "the connection was closed by us")}
               : TransportLost{by, cause});
}

}  // namespace wampbridge::transport
