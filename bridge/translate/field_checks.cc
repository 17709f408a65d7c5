// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/field_checks.h"

#include "wamp/ids.h"

namespace wampbridge::bridge {
namespace {

// duration.proto: about 10,000 years.
constexpr int64_t kSecondsMax = 315'576'000'000;
constexpr int32_t kNanosMax = 999'999'999;
// timestamp.proto: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
constexpr int64_t kTimestampSecondsMin = -62'135'596'800;
constexpr int64_t kTimestampSecondsMax = 253'402'300'799;
constexpr size_t kClientNameBytesMax = 64;

std::string Element(std::string_view field, int index) {
  return std::string(field) + "[" + std::to_string(index) + "]";
}

}  // namespace

absl::Status FieldFault(std::string_view field, std::string_view what) {
  return absl::InvalidArgumentError(std::string(field) + ": " +
                                    std::string(what));
}

absl::Status OverLimit(std::string_view field, uint64_t size, uint64_t limit) {
  return absl::ResourceExhaustedError(
      std::string(field) + ": " + std::to_string(size) +
      " is beyond the limit of " + std::to_string(limit));
}

absl::Status NotServed(std::string_view field) {
  return absl::UnimplementedError(std::string(field) +
                                  ": is not served by this version");
}

absl::Status CheckText(std::string_view field, std::string_view text) {
  if (!text.starts_with('\0')) return absl::OkStatus();
  return FieldFault(field, "text that begins with U+0000");
}

absl::Status CheckTexts(
    std::string_view field,
    const google::protobuf::RepeatedPtrField<std::string>& texts) {
  for (int i = 0; i < texts.size(); ++i) {
    absl::Status status = CheckText(field, texts[i]);
    if (!status.ok()) return CheckText(Element(field, i), texts[i]);
  }
  return absl::OkStatus();
}

absl::Status CheckClientName(std::string_view name) {
  if (name.size() <= kClientNameBytesMax) return absl::OkStatus();
  return FieldFault("client_name", std::to_string(name.size()) +
                                       " octets, the limit is " +
                                       std::to_string(kClientNameBytesMax));
}

absl::Status CheckUri(std::string_view field, std::string_view uri,
                      wamp::MatchPolicy match) {
  if (uri.empty() && match == wamp::MatchPolicy::kExact) {
    return FieldFault(field, "is required");
  }
  if (absl::Status text = CheckText(field, uri); !text.ok()) return text;
  absl::Status valid = wamp::ValidateUri(uri, match);
  if (valid.ok()) return valid;
  return FieldFault(field, {valid.message().data(), valid.message().size()});
}

absl::Status CheckId(std::string_view field, uint64_t id) {
  if (wamp::IsValidId(id)) return absl::OkStatus();
  return FieldFault(field, std::to_string(id) + " is no id: 1 to 2^53");
}

absl::Status CheckIds(std::string_view field,
                      const google::protobuf::RepeatedField<uint64_t>& ids) {
  for (int i = 0; i < ids.size(); ++i) {
    if (!wamp::IsValidId(ids[i])) return CheckId(Element(field, i), ids[i]);
  }
  return absl::OkStatus();
}

absl::Status CheckPositive(std::string_view field,
                           const google::protobuf::Duration& duration) {
  const int64_t seconds = duration.seconds();
  const int32_t nanos = duration.nanos();
  const bool formed = seconds <= kSecondsMax && seconds >= -kSecondsMax &&
                      nanos <= kNanosMax && nanos >= -kNanosMax &&
                      !(seconds > 0 && nanos < 0) &&
                      !(seconds < 0 && nanos > 0);
  if (!formed) return FieldFault(field, "is no valid duration");
  if (seconds > 0 || nanos > 0) return absl::OkStatus();
  return FieldFault(field, "must be above zero");
}

absl::Status CheckTimestamp(std::string_view field,
                            const google::protobuf::Timestamp& timestamp) {
  const bool formed = timestamp.seconds() >= kTimestampSecondsMin &&
                      timestamp.seconds() <= kTimestampSecondsMax &&
                      timestamp.nanos() >= 0 && timestamp.nanos() <= kNanosMax;
  if (formed) return absl::OkStatus();
  return FieldFault(field, "is no valid timestamp: years 1 to 9999");
}

}  // namespace wampbridge::bridge
