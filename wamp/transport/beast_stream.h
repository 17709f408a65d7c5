// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_BEAST_STREAM_H_
#define WAMP_TRANSPORT_BEAST_STREAM_H_

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/buffers_iterator.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "wamp/transport/byte_stream.h"

namespace wampbridge::transport {

// A ByteStream in the shape that Beast's HTTP wants, for WebSocket's handshake
// over TCP and TLS alike. For the loop's thread; everything asynchronous must
// keep the stream alive.
class BeastStream {
 public:
  using executor_type = boost::asio::io_context::executor_type;
  using error_code = boost::system::error_code;

  explicit BeastStream(std::unique_ptr<ByteStream> stream)
      : stream_(std::move(stream)) {}

  executor_type get_executor() {
    return stream_->loop().context().get_executor();
  }
  // Closes it, unless it was released.
  void Close() {
    if (stream_ != nullptr) stream_->Close();
  }
  // Gives it to what follows the handshake. REQUIRES: no operation is running.
  std::unique_ptr<ByteStream> Release() { return std::move(stream_); }
  // What broke the stream, in words; OK while nothing has.
  const absl::Status& error() const { return error_; }

  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, size_t)>(
        [this](auto handler, const Buffers& into) {
          const boost::asio::mutable_buffer first = FirstOf(into);
          if (first.size() == 0) {
            Complete(std::move(handler), {}, 0);
            return;
          }
          stream_->AsyncRead(
              static_cast<char*>(first.data()), first.size(),
              [this, handler = std::move(handler)](IoResult result) mutable {
                const error_code error =
                    Keep(std::move(result.error), result.outcome);
                std::move(handler)(error, result.octets);
              });
        },
        token, buffers);
  }

  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, size_t)>(
        [this](auto handler, const Buffers& from) {
          const size_t taken = Gather(from);
          Drain(std::move(handler), taken);
        },
        token, buffers);
  }

 private:
  static constexpr size_t kGatheredMax = 64 << 10;

  template <typename Buffers>
  static boost::asio::mutable_buffer FirstOf(const Buffers& buffers) {
    for (auto it = boost::asio::buffer_sequence_begin(buffers);
         it != boost::asio::buffer_sequence_end(buffers); ++it) {
      if (boost::asio::mutable_buffer(*it).size() > 0) return *it;
    }
    return {};
  }

  // Appends the first octets of `buffers` to pending_.
  template <typename Buffers>
  size_t Gather(const Buffers& buffers) {
    size_t taken = 0;
    for (auto it = boost::asio::buffer_sequence_begin(buffers);
         it != boost::asio::buffer_sequence_end(buffers); ++it) {
      const boost::asio::const_buffer part(*it);
      const size_t size = std::min(part.size(), kGatheredMax - taken);
      pending_.append(static_cast<const char*>(part.data()), size);
      taken += size;
      if (taken == kGatheredMax) break;
    }
    return taken;
  }

  template <typename Handler>
  void Drain(Handler handler, size_t taken) {
    IoResult result;
    while (!pending_.empty() && result.outcome == IoResult::Outcome::kDone) {
      result = stream_->Write(pending_);
      pending_.erase(0, result.octets);
    }
    if (pending_.empty()) result = stream_->Flush();
    if (result.outcome == IoResult::Outcome::kBlocked) {
      stream_->WaitWritable(
          [this, handler = std::move(handler), taken]() mutable {
            Drain(std::move(handler), taken);
          });
      return;
    }
    Complete(std::move(handler), Keep(std::move(result.error), result.outcome),
             taken);
  }

  // Handlers never run inside the call that took them.
  template <typename Handler>
  void Complete(Handler handler, error_code error, size_t octets) {
    boost::asio::post(get_executor(), boost::beast::bind_front_handler(
                                          std::move(handler), error, octets));
  }

  error_code Keep(absl::Status why, IoResult::Outcome outcome) {
    if (outcome == IoResult::Outcome::kEnd) return boost::asio::error::eof;
    if (outcome != IoResult::Outcome::kFailed) return {};
    if (error_.ok()) error_ = std::move(why);
    return boost::asio::error::connection_aborted;
  }

  std::unique_ptr<ByteStream> stream_;
  absl::Status error_;
  std::string pending_;  // gathered and not yet written
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_BEAST_STREAM_H_
