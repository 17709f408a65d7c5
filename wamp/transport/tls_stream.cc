// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/tls_stream.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "wamp/transport/tls_words.h"

namespace wampbridge::transport {
namespace {

// What is encrypted before the socket is asked to take it.
constexpr size_t kWriteMax = 64 << 10;

// X.509's times say the second.
std::optional<absl::Time> NotAfter(const X509* certificate) {
  std::tm parts = {};
  if (certificate == nullptr ||
      ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1) {
    return std::nullopt;
  }
  return absl::FromTM(parts, absl::UTCTimeZone());
}

IoResult Blocked() { return {IoResult::Outcome::kBlocked, 0, {}}; }

}  // namespace

TlsStream::TlsStream(std::unique_ptr<ByteStream> plain, UniqueSsl ssl)
    : plain_(std::move(plain)), ssl_(std::move(ssl)) {
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
}

TlsStream::~TlsStream() = default;

void TlsStream::ShakeHands(HandshakeHandler handler) {
  int error = SSL_ERROR_NONE;
  IoResult flushed;
  {
    std::lock_guard lock(mutex_);
    ERR_clear_error();
    error = SSL_get_error(ssl_.get(), SSL_do_handshake(ssl_.get()));
    if (error == SSL_ERROR_SSL) {
      const absl::Status words = TlsHandshakeWords(ssl_.get());
      (void)FlushLocked();  // the alert
      loop().Post(
          [handler = std::make_shared<HandshakeHandler>(std::move(handler)),
           words] { (*handler)(words); });
      return;
    }
    flushed = FlushLocked();
  }
  if (flushed.outcome == IoResult::Outcome::kBlocked) {
    plain_->WaitWritable([this, handler = std::move(handler)]() mutable {
      ShakeHands(std::move(handler));
    });
  } else if (error == SSL_ERROR_NONE) {
    loop().Post([handler = std::make_shared<HandshakeHandler>(
                     std::move(handler))] { (*handler)(absl::OkStatus()); });
  } else {
    Feed([this, handler = std::move(handler)](const IoResult& fed) mutable {
      if (fed.outcome == IoResult::Outcome::kDone) {
        ShakeHands(std::move(handler));
      } else {
        handler(TlsCutWords(fed.error));
      }
    });
  }
}

void TlsStream::Feed(ReadHandler handler) {
  plain_->AsyncRead(
      received_.data(), received_.size(),
      [this, handler = std::move(handler)](IoResult result) mutable {
        if (result.outcome == IoResult::Outcome::kDone) {
          std::lock_guard lock(mutex_);
          BIO_write(SSL_get_rbio(ssl_.get()), received_.data(),
                    static_cast<int>(result.octets));
        }
        handler(std::move(result));
      });
}

void TlsStream::AsyncRead(char* data, size_t size, ReadHandler handler) {
  IoResult result;
  {
    std::lock_guard lock(mutex_);
    result = ReadLocked(data, size);
  }
  if (result.outcome == IoResult::Outcome::kBlocked) {
    ReadOn(data, size, std::move(handler));
    return;
  }
  auto shared = std::make_shared<ReadHandler>(std::move(handler));
  loop().Post([shared, result] { (*shared)(result); });
}

void TlsStream::ReadOn(char* data, size_t size, ReadHandler handler) {
  Feed([this, data, size,
        handler = std::move(handler)](IoResult result) mutable {
    if (result.outcome == IoResult::Outcome::kDone) {
      std::lock_guard lock(mutex_);
      result = ReadLocked(data, size);
    }
    if (result.outcome == IoResult::Outcome::kBlocked) {
      ReadOn(data, size, std::move(handler));
    } else {
      handler(std::move(result));
    }
  });
}

IoResult TlsStream::ReadLocked(char* data, size_t size) {
  ERR_clear_error();
  size_t octets = 0;
  const int done = SSL_read_ex(ssl_.get(), data, size, &octets);
  // Reading may have something to say: a key update, an alert.
  if (BIO_ctrl_pending(SSL_get_wbio(ssl_.get())) > 0) (void)FlushLocked();
  if (done == 1) return {IoResult::Outcome::kDone, octets, {}};
  switch (SSL_get_error(ssl_.get(), done)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return Blocked();
    case SSL_ERROR_ZERO_RETURN:
      return {IoResult::Outcome::kEnd, 0, {}};
    default:
      return {IoResult::Outcome::kFailed, 0, TlsWords()};
  }
}

IoResult TlsStream::Write(std::string_view octets) {
  std::lock_guard lock(mutex_);
  IoResult flushed = FlushLocked();
  if (flushed.outcome != IoResult::Outcome::kDone) return flushed;
  ERR_clear_error();
  size_t total = 0;
  while (total < std::min(octets.size(), kWriteMax)) {
    size_t written = 0;
    const size_t size = std::min(octets.size(), kWriteMax) - total;
    if (SSL_write_ex(ssl_.get(), octets.data() + total, size, &written) != 1) {
      return {IoResult::Outcome::kFailed, 0, TlsWords()};
    }
    total += written;
  }
  flushed = FlushLocked();
  if (flushed.outcome == IoResult::Outcome::kFailed) return flushed;
  return {IoResult::Outcome::kDone, total, {}};
}

IoResult TlsStream::Flush() {
  std::lock_guard lock(mutex_);
  return FlushLocked();
}

IoResult TlsStream::FlushLocked() {
  BIO* const out = SSL_get_wbio(ssl_.get());
  char* records = nullptr;
  const long size = BIO_get_mem_data(out, &records);  // NOLINT
  if (size > 0) {
    unsent_.append(records, static_cast<size_t>(size));
    (void)BIO_reset(out);
  }
  while (!unsent_.empty()) {
    IoResult result = plain_->Write(unsent_);
    if (result.outcome != IoResult::Outcome::kDone) return result;
    unsent_.erase(0, result.octets);
  }
  return {};
}

void TlsStream::WaitWritable(WaitHandler handler) {
  plain_->WaitWritable(std::move(handler));
}

std::optional<TlsFacts> TlsStream::tls() const {
  std::lock_guard lock(mutex_);
  TlsFacts facts;
  facts.version = SSL_get_version(ssl_.get());
  // No handshake here is a resumed one, so that the client's Finished is the
  // first.
  const auto finished =
      SSL_is_server(ssl_.get()) == 1 ? SSL_get_peer_finished : SSL_get_finished;
  char octets[EVP_MAX_MD_SIZE];
  const size_t size = finished(ssl_.get(), octets, sizeof(octets));
  facts.unique.assign(octets, std::min(size, sizeof(octets)));
  facts.peer_not_after = NotAfter(SSL_get0_peer_certificate(ssl_.get()));
  facts.own_not_after = NotAfter(SSL_get_certificate(ssl_.get()));
  return facts;
}

void TlsStream::ShutdownWrite() {
  std::lock_guard lock(mutex_);
  ERR_clear_error();
  SSL_shutdown(ssl_.get());  // says close_notify
  (void)FlushLocked();
  plain_->ShutdownWrite();
}

}  // namespace wampbridge::transport
