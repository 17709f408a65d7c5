// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/message_deflate.h"

#include <algorithm>
#include <cassert>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

namespace zlib = boost::beast::zlib;

// What a flushed stream ends in; it does not travel.
constexpr std::string_view kTail("\0\0\xFF\xFF", 4);
// By how much the result grows at a time.
constexpr size_t kStepBytes = 16 << 10;

}  // namespace

std::string_view MessageDeflater::Deflate(std::string_view message) {
  zlib::z_params params;
  params.next_in = message.data();
  params.avail_in = message.size();
  deflated_.clear();
  do {
    const size_t before = deflated_.size();
    deflated_.resize(before + kStepBytes);
    params.next_out = deflated_.data() + before;
    params.avail_out = kStepBytes;
    boost::system::error_code error;  // at most that there is no more to say
    stream_.write(params, zlib::Flush::sync, error);
    deflated_.resize(deflated_.size() - params.avail_out);
  } while (params.avail_out == 0);
  assert(deflated_.size() >= kTail.size());
  deflated_.resize(deflated_.size() - kTail.size());
  if (terms_.forgets_context) stream_.reset();
  return deflated_;
}

absl::StatusOr<std::string> MessageInflater::Inflate(std::string_view octets,
                                                     size_t bytes_max) {
  std::string message;
  absl::Status done = Feed(octets, bytes_max, &message);
  if (done.ok()) done = Feed(kTail, bytes_max, &message);
  if (!done.ok()) return done;
  return message;
}

absl::Status MessageInflater::Feed(std::string_view octets, size_t bytes_max,
                                   std::string* message) {
  zlib::z_params params;
  params.next_in = octets.data();
  params.avail_in = octets.size();
  boost::system::error_code error;
  do {
    const size_t before = message->size();
    message->resize(before + kStepBytes);
    params.next_out = message->data() + before;
    params.avail_out = kStepBytes;
    stream_.write(params, zlib::Flush::sync, error);
    message->resize(message->size() - params.avail_out);
    if (message->size() > bytes_max) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "the peer sent a message over the limit of ", bytes_max, " octets"));
    }
    if (error && error != zlib::error::need_buffers) {
      return absl::InvalidArgumentError(
          absl::StrCat("a compressed message is broken: ", error.message()));
    }
  } while (params.avail_out == 0);
  return absl::OkStatus();
}

}  // namespace wampbridge::transport
