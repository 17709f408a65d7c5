// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_FIELD_CHECKS_H_
#define BRIDGE_TRANSLATE_FIELD_CHECKS_H_

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/repeated_field.h>
#include <google/protobuf/repeated_ptr_field.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/uri.h"

namespace wampbridge::bridge {

// Checks of single fields, before anything reaches a session that others share:
// a router may close it over a malformed URI, an id out of range, or, over
// JSON, a text that begins with U+0000 and would arrive as binary. `field` is
// its name in the request and stands in front of each message.

// InvalidArgumentError "<field>: <what>".
absl::Status FieldFault(std::string_view field, std::string_view what);

// ResourceExhaustedError "<field>: <size> is beyond the limit of <limit>".
absl::Status OverLimit(std::string_view field, uint64_t size, uint64_t limit);

// UnimplementedError: the field is in the API, but not served yet.
absl::Status NotServed(std::string_view field);

absl::Status CheckText(std::string_view field, std::string_view text);
absl::Status CheckTexts(
    std::string_view field,
    const google::protobuf::RepeatedPtrField<std::string>& texts);

// `client_name`, at most 64 octets.
absl::Status CheckClientName(std::string_view name);

absl::Status CheckUri(std::string_view field, std::string_view uri,
                      wamp::MatchPolicy match = wamp::MatchPolicy::kExact);

// 1 to 2^53.
absl::Status CheckId(std::string_view field, uint64_t id);
absl::Status CheckIds(std::string_view field,
                      const google::protobuf::RepeatedField<uint64_t>& ids);

// Well formed (duration.proto) and above zero.
absl::Status CheckPositive(std::string_view field,
                           const google::protobuf::Duration& duration);

// Well formed (timestamp.proto): years 1 to 9999.
absl::Status CheckTimestamp(std::string_view field,
                            const google::protobuf::Timestamp& timestamp);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_FIELD_CHECKS_H_
