// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/payload_encoder.h"

#include <memory>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/translate/json_envelope.h"
#include "bridge/translate/null_sink.h"
#include "bridge/translate/serializers.h"
#include "bridge/translate/tracking_sink.h"
#include "bridge/translate/value_path.h"
#include "bridge/translate/value_walk.h"
#include "wamp/codec/reader.h"
#include "wamp/codec/writer.h"

namespace wampbridge::bridge {
namespace {

// More than the sinks let pass, so that it is they who refuse, with the path:
// the envelope and args or kwargs themselves count for the reader.
constexpr wamp::ReadLimits kReadLimits = {.nesting_max = kNestingMax + 3};

absl::StatusOr<wamp::EncodedPayload> EncodeArguments(
    const v1::Arguments& arguments, wamp::Serializer serializer) {
  wamp::EncodedPayload encoded;
  if (arguments.args_size() > 0) {
    const auto writer = wamp::NewValueWriter(serializer, &encoded.args);
    absl::Status status = WalkArgs(arguments, *writer);
    if (!status.ok()) return status;
  }
  if (!arguments.kwargs().empty()) {
    const auto writer = wamp::NewValueWriter(serializer, &encoded.kwargs);
    absl::Status status = WalkKwargs(arguments, *writer);
    if (!status.ok()) return status;
  }
  return encoded;
}

absl::StatusOr<wamp::EncodedPayload> EncodeJson(std::string_view json,
                                                wamp::Serializer serializer) {
  wamp::EncodedPayload encoded;
  const auto args = wamp::NewValueWriter(serializer, &encoded.args);
  const auto kwargs = wamp::NewValueWriter(serializer, &encoded.kwargs);
  JsonEnvelope envelope(*args, *kwargs);
  const absl::Status status =
      wamp::ReadValue(wamp::Serializer::kJson, json, envelope, kReadLimits);
  if (!status.ok()) {
    if (envelope.failed()) return status;
    return AtPath(envelope.path(),
                  absl::Status(status.code(),
                               absl::StrCat("bad JSON: ", status.message())));
  }
  if (envelope.args().size() == 0) encoded.args.clear();
  if (envelope.kwargs().size() == 0) encoded.kwargs.clear();
  return encoded;
}

struct Transcoding {
  wamp::Serializer from;
  wamp::Serializer to;
  TrackingSink::Root root;
};

// Appends to *out what `bytes` say in another serializer, or, in the same, the
// bytes themselves once they have been read through.
absl::Status Transcode(const Transcoding& transcoding, std::string_view bytes,
                       std::string* out) {
  if (bytes.empty()) return absl::OkStatus();
  const bool same = transcoding.from == transcoding.to;
  NullSink nothing;
  const auto writer =
      same ? nullptr : wamp::NewValueWriter(transcoding.to, out);
  TrackingSink sink(transcoding.root, same ? nothing : *writer,
                    TrackingSink::DuplicateKeys::kRefuse);
  absl::Status status =
      wamp::ReadValue(transcoding.from, bytes, sink, kReadLimits);
  if (!status.ok()) return sink.failed() ? status : AtPath(sink.path(), status);
  if (sink.size() == 0) {
    out->clear();
  } else if (same) {
    out->assign(bytes);
  }
  return status;
}

absl::StatusOr<wamp::EncodedPayload> EncodeEncoded(
    const v1::Encoded& given, wamp::Serializer serializer) {
  const auto from = ToWampSerializer(given.serializer());
  if (!from.has_value()) {
    return absl::InvalidArgumentError("payload: encoded.serializer is not set");
  }
  wamp::EncodedPayload encoded;
  absl::Status status =
      Transcode({*from, serializer, TrackingSink::Root::kArgs}, given.args(),
                &encoded.args);
  if (!status.ok()) return status;
  status = Transcode({*from, serializer, TrackingSink::Root::kKwargs},
                     given.kwargs(), &encoded.kwargs);
  if (!status.ok()) return status;
  return encoded;
}

// Whether what it is given is a list of one binary.
class OneBinarySink : public NullSink {
 public:
  bool is_one_binary() const { return binaries_ == 1 && values_ == 1; }

  absl::Status Null() override { return Other(); }
  absl::Status Bool(bool) override { return Other(); }
  absl::Status Int(int64_t) override { return Other(); }
  absl::Status Uint(uint64_t) override { return Other(); }
  absl::Status Double(double) override { return Other(); }
  absl::Status String(std::string_view) override { return Other(); }
  absl::Status BeginDict(std::optional<size_t>) override { return Other(); }
  absl::Status BeginList(std::optional<size_t>) override {
    return lists_++ == 0 ? absl::OkStatus() : Other();
  }
  absl::Status Bytes(std::string_view) override {
    ++binaries_;
    return Other();
  }

 private:
  absl::Status Other() {
    ++values_;
    return absl::OkStatus();
  }

  int lists_ = 0;
  int binaries_ = 0;
  int values_ = 0;
};

}  // namespace

absl::StatusOr<wamp::EncodedPayload> EncodePayload(
    const v1::Payload& payload, wamp::Serializer serializer) {
  switch (payload.form_case()) {
    case v1::Payload::kArguments:
      return EncodeArguments(payload.arguments(), serializer);
    case v1::Payload::kJson:
      return EncodeJson(payload.json(), serializer);
    case v1::Payload::kEncoded:
      return EncodeEncoded(payload.encoded(), serializer);
    case v1::Payload::FORM_NOT_SET:
      break;
  }
  return wamp::EncodedPayload{};
}

absl::Status CheckPassthruPayload(const wamp::EncodedPayload& payload,
                                  wamp::Serializer serializer) {
  OneBinarySink sink;
  if (payload.kwargs.empty() && !payload.args.empty() &&
      wamp::ReadValue(serializer, payload.args, sink, kReadLimits).ok() &&
      sink.is_one_binary()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "payload: with ppt_scheme it must be exactly one binary argument");
}

}  // namespace wampbridge::bridge
