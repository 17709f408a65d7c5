// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_MESSAGE_DEFLATE_H_
#define WAMP_TRANSPORT_MESSAGE_DEFLATE_H_

#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/beast/zlib/inflate_stream.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace wampbridge::transport {

// What the two sides agreed on for permessage-deflate (RFC 7692).
struct DeflateTerms {
  // Each message of ours is compressed by itself ("no context takeover").
  bool forgets_context = false;
};

// Compresses messages for permessage-deflate, RFC 7692 section 7.2.1. Pure.
class MessageDeflater {
 public:
  explicit MessageDeflater(DeflateTerms terms) : terms_(terms) {}

  // Good until the next call.
  std::string_view Deflate(std::string_view message);

 private:
  const DeflateTerms terms_;
  boost::beast::zlib::deflate_stream stream_;
  std::string deflated_;
};

// The other way, section 7.2.2. A final block inside a message, which the
// section allows and nobody sends, is refused, as Beast does. Pure.
class MessageInflater {
 public:
  // InvalidArgumentError: `octets` are no compressed message;
  // ResourceExhaustedError: it has more than `bytes_max`.
  absl::StatusOr<std::string> Inflate(std::string_view octets,
                                      size_t bytes_max);

 private:
  absl::Status Feed(std::string_view octets, size_t bytes_max,
                    std::string* message);

  boost::beast::zlib::inflate_stream stream_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_MESSAGE_DEFLATE_H_
