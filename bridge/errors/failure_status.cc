// SPDX-License-Identifier: Apache-2.0
#include "bridge/errors/failure_status.h"

#include <string_view>

#include "bridge/errors/short_text.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace wampbridge::bridge {
namespace {

constexpr size_t kFieldOverhead = 32;
// What else is in an answer of trailers alone, each with its overhead: gRPC's
// :status, content-type, grpc-status, grpc-accept-encoding; x-request-id.
constexpr size_t kOtherFieldsBytes = 320 + 192;
// Names of the configuration; no longer in any sane one.
constexpr size_t kNameBytesMax = 128;
// How far texts are cut when nothing else is left to go; with this little,
// everything fits even if each octet is percent-encoded.
constexpr size_t kTextBytesMin = 128;

bool IsPlain(char octet) {
  return octet >= 0x20 && octet < 0x7F && octet != '%';
}

// As in gRPC's HTTP/2 protocol, "Percent-Encoded".
std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char octet : text) {
    if (IsPlain(octet)) {
      encoded += octet;
      continue;
    }
    const auto value = static_cast<unsigned char>(octet);
    encoded += {'%', kDigits[value >> 4], kDigits[value & 0xF]};
  }
  return encoded;
}

size_t PercentEncodedSize(std::string_view text) {
  size_t size = 0;
  for (const char octet : text) size += IsPlain(octet) ? 1 : 3;
  return size;
}

size_t Base64Size(size_t octets) { return (octets + 2) / 3 * 4; }

// What of a failure is told; each step leaves more out.
struct Portion {
  bool payload = true;
  bool details = true;
  size_t text_bytes_max = kMessageBytesMax;  // of message and URI, each
};

v1::WampError ToWampError(const Failure& failure, const Portion& portion) {
  v1::WampError error;
  error.set_uri(std::string(ShortText(failure.uri, portion.text_bytes_max)));
  error.set_outcome(ToProto(failure.outcome));
  error.set_identity(std::string(ShortText(failure.identity, kNameBytesMax)));
  error.set_router(std::string(ShortText(failure.router, kNameBytesMax)));
  error.set_session_id(failure.session_id);
  error.set_request_id(failure.request_id);
  if (!portion.payload) {
    error.set_payload_bytes_omitted(failure.payload.size());
  } else if (!failure.payload.empty()) {
    error.mutable_payload()->ParseFromString(failure.payload);
  }
  if (v1::Dict details;
      portion.details && details.ParseFromString(failure.details)) {
    error.mutable_details()->swap(*details.mutable_entries());
  }
  return error;
}

void AddRetryInfo(const Failure& failure, google::rpc::Status& status) {
  if (!failure.retry_after.has_value()) return;
  const int64_t nanos = absl::ToInt64Nanoseconds(*failure.retry_after);
  google::rpc::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(nanos / 1'000'000'000);
  info.mutable_retry_delay()->set_nanos(
      static_cast<int32_t>(nanos % 1'000'000'000));
  status.add_details()->PackFrom(info);
}

FailureStatus Render(const Failure& failure, const Portion& portion) {
  const std::string message(ShortText(failure.message, portion.text_bytes_max));
  google::rpc::Status status;
  status.set_code(failure.code);
  status.set_message(message);
  status.add_details()->PackFrom(ToWampError(failure, portion));
  AddRetryInfo(failure, status);
  FailureStatus rendered{
      grpc::Status(failure.code, message, status.SerializeAsString()),
      {{"wamp-outcome", std::string(OutcomeName(failure.outcome))}}};
  if (!failure.uri.empty()) {
    rendered.trailers.emplace_back(
        "wamp-error",
        PercentEncode(ShortText(failure.uri, portion.text_bytes_max)));
  }
  return rendered;
}

size_t TrailerBytes(const FailureStatus& rendered) {
  constexpr std::string_view kMessage = "grpc-message";
  constexpr std::string_view kDetails = "grpc-status-details-bin";
  size_t size = kOtherFieldsBytes;
  size += kMessage.size() + kFieldOverhead +
          PercentEncodedSize(rendered.status.error_message());
  size += kDetails.size() + kFieldOverhead +
          Base64Size(rendered.status.error_details().size());
  for (const auto& [name, value] : rendered.trailers) {
    size += name.size() + kFieldOverhead + value.size();
  }
  return size;
}

// Even all of these octets percent-encoded and repeated in the details fit.
static_assert(kOtherFieldsBytes + 4 * (kFieldOverhead + 32) +
                  2 * 3 * kTextBytesMin +
                  2 * (2 * kTextBytesMin + 2 * kNameBytesMax + 256) <
              kTrailerBytesMax);

}  // namespace

FailureStatus ToStatus(const Failure& failure) {
  // A payload that fits alone may be worth more than details, so details go
  // first where that is enough.
  Portion portion;
  const bool too_big = failure.payload.size() > kTrailerBytesMax;
  for (const Portion& with : {Portion{!too_big, true}, Portion{!too_big, false},
                              Portion{false, true}, Portion{false, false}}) {
    portion = with;
    FailureStatus rendered = Render(failure, portion);
    if (TrailerBytes(rendered) < kTrailerBytesMax) return rendered;
  }
  while (portion.text_bytes_max > kTextBytesMin) {
    portion.text_bytes_max -= 64;
    FailureStatus rendered = Render(failure, portion);
    if (TrailerBytes(rendered) < kTrailerBytesMax) return rendered;
  }
  return Render(failure, portion);
}

v1::PublishError ToPublishError(const Failure& failure) {
  v1::PublishError error;
  error.set_code(failure.code);
  error.set_message(std::string(ShortText(failure.message, kMessageBytesMax)));
  const bool fits = failure.payload.size() <= kPublishErrorPayloadBytesMax;
  const bool details_fit =
      failure.details.size() <= kPublishErrorPayloadBytesMax;
  *error.mutable_error() =
      ToWampError(failure, Portion{.payload = fits, .details = details_fit});
  return error;
}

v1::Outcome ToProto(Outcome outcome) {
  switch (outcome) {
    case Outcome::kNotSent:
      return v1::OUTCOME_NOT_SENT;
    case Outcome::kUnknown:
      return v1::OUTCOME_UNKNOWN;
    case Outcome::kRemoteError:
      return v1::OUTCOME_REMOTE_ERROR;
    case Outcome::kRejected:
      return v1::OUTCOME_REJECTED;
  }
  return v1::OUTCOME_UNKNOWN;
}

}  // namespace wampbridge::bridge
