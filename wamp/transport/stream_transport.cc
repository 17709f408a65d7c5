// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/stream_transport.h"

#include <cassert>
#include <utility>

namespace wampbridge::transport {
namespace {

// How long a connection may take to end in order.
constexpr absl::Duration kLinger = absl::Seconds(1);
// PONGs that a peer may leave unread before it is taken for hostile.
constexpr size_t kControlBytesMax = 64 << 10;

TransportLost ByUs() {
  return {TransportLost::By::kUs,
          absl::CancelledError("the connection was closed by us")};
}

}  // namespace

StreamTransport::StreamTransport(std::unique_ptr<ByteStream> stream,
                                 std::unique_ptr<FrameCodec> codec)
    : stream_(std::move(stream)), codec_(std::move(codec)) {}

StreamTransport::~StreamTransport() = default;

void StreamTransport::Start(std::shared_ptr<TransportOwner> owner) {
  assert(owner_ == nullptr);
  {
    std::lock_guard lock(owner->mutex());
    owner_ = owner;
    FlushLocked();
  }
  stream_->loop().Add(this);
  if (codec_->buffer().empty()) {
    Read();
    return;
  }
  reading_ = true;  // the handshake has read on
  stream_->loop().Post([self = shared_from_this()] {
    self->reading_ = false;
    self->HandleOctets();
    self->Read();
  });
}

void StreamTransport::Read() {
  if (reading_ || paused_ || deaf_ || owner_ == nullptr) return;
  reading_ = true;
  const ReadBuffer::Room room = codec_->buffer().Space();
  stream_->AsyncRead(room.data, room.size,
                     [self = shared_from_this()](const IoResult& result) {
                       self->reading_ = false;
                       self->HandleRead(result);
                     });
}

void StreamTransport::HandleRead(const IoResult& result) {
  if (owner_ == nullptr) return;
  switch (result.outcome) {
    case IoResult::Outcome::kDone:
      codec_->buffer().Commit(result.octets);
      HandleOctets();
      Read();
      return;
    case IoResult::Outcome::kEnd:
      Lose(codec_->HandleEnd());
      return;
    default:
      Lose({TransportLost::By::kError, result.error});
  }
}

void StreamTransport::HandleOctets() {
  if (owner_ == nullptr) return;
  codec_->Take(&taken_);
  // What comes while the connection closes is of no interest, but for its end.
  if (!closing_ && !taken_.messages.empty()) {
    const std::shared_ptr<TransportOwner> owner = owner_;
    owner->OnMessages(taken_.messages);
  }
  if (!closing_ && !taken_.pings.empty()) AnswerPings();
  if (taken_.end) HandleEnd(*taken_.end);
  taken_.messages.clear();
  taken_.pings.clear();
  codec_->buffer().Compact();
}

void StreamTransport::AnswerPings() {
  if (owner_ == nullptr) return;
  std::lock_guard lock(owner_->mutex());
  for (const std::string& ping : taken_.pings) {
    if (control_.size() > kControlBytesMax) {
      taken_.farewell.reset();
      taken_.end = {TransportLost::By::kError,
                    absl::ResourceExhaustedError(
                        "the peer sends PINGs and does not read the PONGs")};
      return;
    }
    codec_->AppendPongLocked(ping, &control_);
    FlushLocked();
  }
}

void StreamTransport::HandleEnd(const TransportLost& lost) {
  if (owner_ == nullptr) return;
  bool over = true;
  {
    std::lock_guard lock(owner_->mutex());
    if (closing_ && ended_) {
      stream_->ShutdownWrite();
    } else if (taken_.farewell && !closing_) {
      codec_->AppendCloseLocked(*taken_.farewell, &control_);
      ending_ = Ending::kPeersWord;
      FlushLocked();
      over = ended_;
    }
  }
  if (over) {
    Lose(lost);
  } else {
    deaf_ = true;
    Linger(lost);
  }
}

void StreamTransport::Ping() {
  if (owner_ == nullptr) return;
  std::lock_guard lock(owner_->mutex());
  if (ending_ != Ending::kNo || control_.size() > kControlBytesMax) return;
  codec_->AppendPingLocked(&control_);
  FlushLocked();
}

void StreamTransport::FlushLocked() {
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

IoResult StreamTransport::WriteSomeLocked() {
  // Control frames go between messages; what was begun is ended first.
  const bool inside = codec_->inside_message_locked();
  if (control_cut_ || (!inside && !control_.empty())) {
    control_cut_ = true;
    IoResult result = stream_->Write(control_);
    control_.erase(0, result.octets);
    if (control_.empty()) control_cut_ = false;
    return result;
  }
  const bool no_more = ending_ >= Ending::kSaid && !inside;
  const std::string_view octets =
      no_more ? std::string_view() : codec_->PollTransmitLocked(*owner_);
  if (octets.empty()) {
    return control_.empty() ? stream_->Flush() : WriteSomeLocked();
  }
  IoResult result = stream_->Write(octets);
  if (result.octets > 0) {
    codec_->ConsumeTransmitLocked(*owner_, result.octets);
  }
  return result;
}

void StreamTransport::HandleDrainedLocked() {
  if (ending_ == Ending::kNo) return;
  if (ending_ == Ending::kAfterMessages) {
    ending_ = Ending::kSaid;
    codec_->AppendCloseLocked(WebSocketCloseCode::kNormal, &control_);
    if (!control_.empty()) {
      FlushLocked();
      return;
    }
    stream_->ShutdownWrite();  // which says the same
  }
  ended_ = true;
  if (ending_ == Ending::kPeersWord) stream_->ShutdownWrite();
}

void StreamTransport::WaitWritable() {
  if (owner_ == nullptr) return;
  stream_->WaitWritable([self = shared_from_this()] {
    if (self->owner_ == nullptr) return;
    std::lock_guard lock(self->owner_->mutex());
    self->blocked_ = false;
    self->FlushLocked();
  });
}

// The router may have said before why it closed: that is read first.
void StreamTransport::HandleWriteFailure(const absl::Status& cause) {
  if (owner_ == nullptr || deaf_) return;
  ResumeReading();
  Linger({TransportLost::By::kError, cause});
}

void StreamTransport::PauseReading() { paused_ = true; }

void StreamTransport::ResumeReading() {
  paused_ = false;
  Read();
}

void StreamTransport::Shutdown() {
  if (owner_ == nullptr || closing_) return;
  closing_ = true;
  {
    std::lock_guard lock(owner_->mutex());
    if (ending_ == Ending::kNo) ending_ = Ending::kAfterMessages;
    FlushLocked();
  }
  ResumeReading();
  Linger(ByUs());
}

void StreamTransport::Reset() {
  if (owner_ == nullptr) return;
  {
    std::lock_guard lock(owner_->mutex());
    ended_ = true;
    stream_->Reset();
  }
  Lose(ByUs());
}

void StreamTransport::Linger(TransportLost lost) {
  linger_ = stream_->loop().RunAfter(
      kLinger, [self = weak_from_this(), lost = std::move(lost)] {
        if (const auto transport = self.lock()) transport->Lose(lost);
      });
}

std::shared_ptr<void> StreamTransport::Release() {
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

void StreamTransport::Lose(const TransportLost& lost) {
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
  owner->OnTransportLost(closing_ ? ByUs() : lost);
}

}  // namespace wampbridge::transport
