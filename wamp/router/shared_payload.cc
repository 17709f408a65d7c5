// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/shared_payload.h"

#include <cstddef>
#include <memory>
#include <string_view>

#include "wamp/codec/reader.h"
#include "wamp/codec/writer.h"

namespace wampbridge::router {
namespace {

absl::Status TranscodeValue(wamp::Serializer from, std::string_view bytes,
                            wamp::Serializer to, std::string* out) {
  if (bytes.empty()) return absl::OkStatus();
  const std::unique_ptr<wamp::ValueSink> writer = wamp::NewValueWriter(to, out);
  return wamp::ReadValue(from, bytes, *writer);
}

}  // namespace

absl::StatusOr<wamp::PayloadView> SharedPayload::In(
    wamp::Serializer serializer) {
  if (serializer == source_) return payload_;
  std::optional<Encoded>& encoded = encoded_[static_cast<size_t>(serializer)];
  if (!encoded.has_value()) encoded = Transcode(serializer);
  if (!encoded->status.ok()) return encoded->status;
  return wamp::PayloadView{.args = encoded->args, .kwargs = encoded->kwargs};
}

SharedPayload::Encoded SharedPayload::Transcode(wamp::Serializer target) const {
  Encoded encoded;
  encoded.status =
      TranscodeValue(source_, payload_.args, target, &encoded.args);
  if (encoded.status.ok()) {
    encoded.status =
        TranscodeValue(source_, payload_.kwargs, target, &encoded.kwargs);
  }
  return encoded;
}

}  // namespace wampbridge::router
