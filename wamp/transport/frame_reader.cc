// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/frame_reader.h"

#include <span>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {

FrameReader::FrameReader(size_t length_max) : length_max_(length_max) {
  buffer_.Want(kRawSocketHeaderBytes);
}

absl::StatusOr<std::optional<FrameReader::Frame>> FrameReader::Next() {
  const std::span<char> rest = buffer_.rest();
  buffer_.Want(kRawSocketHeaderBytes);
  if (rest.size() < kRawSocketHeaderBytes) return std::nullopt;
  const absl::StatusOr<FrameHeader> header =
      ParseFrameHeader({rest.data(), rest.size()});
  if (!header.ok()) return header.status();
  if (header->length > length_max_) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the peer sent a message of ", header->length,
                     " octets, over the limit of ", length_max_));
  }
  const size_t whole = kRawSocketHeaderBytes + header->length;
  buffer_.Want(whole);
  if (rest.size() < whole) return std::nullopt;
  return Frame{header->type, buffer_.Take(whole).substr(kRawSocketHeaderBytes)};
}

}  // namespace wampbridge::transport
