// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_TLS_STREAM_H_
#define WAMP_TRANSPORT_TLS_STREAM_H_

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "wamp/transport/byte_stream.h"
#include "wamp/transport/tls_context.h"

namespace wampbridge::transport {

// TLS over another stream. OpenSSL reads from memory what the socket has given
// and writes to memory what the socket is to take, so it never waits; a mutex
// of the stream's own guards it, since one thread may write while another
// reads. Errors are FailedPrecondition where the peer refused us or is not
// trusted, in words.
class TlsStream : public ByteStream {
 public:
  using HandshakeHandler = absl::AnyInvocable<void(absl::Status)>;

  TlsStream(std::unique_ptr<ByteStream> plain, UniqueSsl ssl);
  ~TlsStream() override;

  // First, once; on the loop. `handler` keeps the stream alive.
  void ShakeHands(HandshakeHandler handler);

  AsioLoop& loop() override { return plain_->loop(); }
  void AsyncRead(char* data, size_t size, ReadHandler handler) override;
  IoResult Write(std::string_view octets) override;
  IoResult Flush() override;
  void WaitWritable(WaitHandler handler) override;
  void ShutdownWrite() override;
  void Close() override { plain_->Close(); }
  void Reset() override { plain_->Reset(); }
  uint64_t octets_heard() const override { return plain_->octets_heard(); }
  absl::Time last_heard() const override { return plain_->last_heard(); }
  std::optional<absl::Duration> round_trip() const override {
    return plain_->round_trip();
  }
  std::optional<TlsFacts> tls() const override;

 private:
  // kBlocked: more must come from the socket first.
  IoResult ReadLocked(char* data, size_t size);
  IoResult FlushLocked();
  // Reads from the socket into OpenSSL's memory, then runs `handler` with kDone
  // or what the socket said.
  void Feed(ReadHandler handler);
  void ReadOn(char* data, size_t size, ReadHandler handler);

  const std::unique_ptr<ByteStream> plain_;
  std::array<char, 8 << 10> received_;  // of the read that is running

  mutable std::mutex mutex_;
  // Under mutex_.
  const UniqueSsl ssl_;
  std::string unsent_;  // records that the socket has not taken yet
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_TLS_STREAM_H_
