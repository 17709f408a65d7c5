// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/tls_handshake.h"

#include <utility>

namespace wampbridge::transport {

TlsHandshake::TlsHandshake(std::unique_ptr<ByteStream> plain, UniqueSsl ssl)
    : stream_(std::make_unique<TlsStream>(std::move(plain), std::move(ssl))) {}

void TlsHandshake::Start(Done done) {
  done_ = std::move(done);
  stream_->ShakeHands([self = shared_from_this()](const absl::Status& shaken) {
    if (self->done_ == nullptr) return;
    Done done = std::move(self->done_);
    self->done_ = nullptr;
    if (shaken.ok()) {
      done(std::unique_ptr<ByteStream>(std::move(self->stream_)));
    } else {
      self->stream_->Close();
      done(shaken);
    }
  });
}

void TlsHandshake::Cancel() {
  done_ = nullptr;
  if (stream_ != nullptr) stream_->Close();
}

}  // namespace wampbridge::transport
