// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_MESSAGE_CODEC_H_
#define WAMP_MESSAGE_CODEC_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "wamp/message.h"
#include "wamp/serializer.h"

namespace wampbridge::wamp {

// Parses and validates one message: a list whose first item is a known type,
// the arity and the type of each item, ids in range, the types of predefined
// option and detail keys; unknown keys are kept and ignored. Payloads are
// bounded and skipped over, not built: the result's views point into `bytes`,
// which must outlive it. InvalidArgumentError says what is wrong and where:
// a peer that sends such a thing violates the protocol.
absl::StatusOr<Message> ParseMessage(Serializer serializer,
                                     std::string_view bytes);

// Appends `message` to *out. Empty args and kwargs are left off; an empty list
// stands before non-empty kwargs. The payload must be encoded in `serializer`.
// InvalidArgumentError, with *out as it was, where a dictionary holds what the
// serializer cannot say (JSON: NaN, infinities, text that begins with U+0000;
// every serializer: text that is not UTF-8).
absl::Status AppendMessage(Serializer serializer, const Message& message,
                           std::string* out);

// A request of which all but the id is encoded before the session is entered:
// AppendRequest writes `[type, id,`, options and URI, and the payload, which is
// kept as it came so that its octets are copied only there. The errors are
// AppendMessage's.
struct EncodedRequest {
  MessageType type = MessageType::kCall;
  std::string options_and_uri;  // two items, each behind a separator
  EncodedPayload payload = {};
  // CALL: its options ask for progressive results (receive_progress), so that
  // the session tells them from unasked ones. EncodeCall sets it.
  bool wants_progress = false;
  // CALL: its options say that further chunks follow (progress). EncodeCall
  // sets it.
  bool more = false;

  // The most octets that AppendRequest adds.
  size_t octets_max() const;
};

absl::StatusOr<EncodedRequest> EncodeCall(Serializer serializer,
                                          const Dict& options,
                                          std::string_view procedure,
                                          EncodedPayload payload);
absl::StatusOr<EncodedRequest> EncodePublish(Serializer serializer,
                                             const Dict& options,
                                             std::string_view topic,
                                             EncodedPayload payload);
absl::StatusOr<EncodedRequest> EncodeSubscribe(Serializer serializer,
                                               const Dict& options,
                                               std::string_view topic);
absl::StatusOr<EncodedRequest> EncodeRegister(Serializer serializer,
                                              const Dict& options,
                                              std::string_view procedure);
void AppendRequest(Serializer serializer, const EncodedRequest& request,
                   RequestId id, std::string* out);
// What AppendRequest appends behind the id.
void AppendRequestTail(Serializer serializer, const EncodedRequest& request,
                       std::string* out);

}  // namespace wampbridge::wamp

#endif  // WAMP_MESSAGE_CODEC_H_
