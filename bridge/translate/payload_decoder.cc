// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/payload_decoder.h"

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "bridge/translate/null_sink.h"
#include "bridge/translate/proto_sink.h"
#include "bridge/translate/serializers.h"
#include "bridge/translate/tracking_sink.h"
#include "bridge/translate/value_path.h"
#include "wamp/codec/reader.h"
#include "wamp/codec/writer.h"

namespace wampbridge::bridge {
namespace {

using Root = TrackingSink::Root;

// More than the sinks let pass, so that it is they who refuse, with the path.
constexpr wamp::ReadLimits kReadLimits = {.nesting_max = kNestingMax + 2};

// What does not fit is no fault of the client's.
absl::Status Internal(const absl::Status& status) {
  return status.ok() ? status : absl::InternalError(status.message());
}

// Reads one part into a sink that knows its path.
template <typename Sink>
absl::Status Read(wamp::Serializer serializer, std::string_view bytes,
                  Sink& sink) {
  const absl::Status status =
      wamp::ReadValue(serializer, bytes, sink, kReadLimits);
  if (status.ok() || sink.failed()) return Internal(status);
  return Internal(AtPath(sink.path(), status));
}

absl::Status DecodeArguments(wamp::Serializer serializer,
                             wamp::PayloadView received,
                             v1::Arguments* arguments) {
  if (!received.args.empty()) {
    ProtoSink sink("args", arguments->mutable_args());
    absl::Status status = Read(serializer, received.args, sink);
    if (!status.ok()) return status;
  }
  if (received.kwargs.empty()) return absl::OkStatus();
  ProtoSink sink("kwargs", arguments->mutable_kwargs());
  return Read(serializer, received.kwargs, sink);
}

struct Transcoding {
  wamp::Serializer from;
  wamp::Serializer to;
  Root root;
};

// Appends the part to *out in another serializer; with `from` the same, the
// bytes themselves once they have been read through. Returns how many items or
// entries it has.
absl::StatusOr<size_t> Transcode(const Transcoding& transcoding,
                                 std::string_view bytes, std::string* out) {
  const bool same = transcoding.from == transcoding.to;
  NullSink nothing;
  const auto writer =
      same ? nullptr : wamp::NewValueWriter(transcoding.to, out);
  TrackingSink sink(transcoding.root, same ? nothing : *writer,
                    TrackingSink::DuplicateKeys::kPass);
  absl::Status status = Read(transcoding.from, bytes, sink);
  if (!status.ok()) return status;
  if (same) out->append(bytes);
  return sink.size();
}

absl::Status DecodeJson(wamp::Serializer serializer, wamp::PayloadView received,
                        std::string* json) {
  constexpr std::string_view kKwargs = ",\"kwargs\":";
  constexpr wamp::Serializer kJson = wamp::Serializer::kJson;
  json->reserve(received.args.size() + received.kwargs.size() + 32);
  json->assign("{\"args\":");
  if (received.args.empty()) {
    json->append("[]");
  } else {
    const auto size =
        Transcode({serializer, kJson, Root::kArgs}, received.args, json);
    if (!size.ok()) return size.status();
  }
  if (!received.kwargs.empty()) {
    const size_t before = json->size();
    json->append(kKwargs);
    const auto size =
        Transcode({serializer, kJson, Root::kKwargs}, received.kwargs, json);
    if (!size.ok()) return size.status();
    if (*size == 0) json->resize(before);
  }
  json->push_back('}');
  return absl::OkStatus();
}

absl::Status DecodeEncoded(wamp::Serializer from, wamp::PayloadView received,
                           wamp::Serializer to, v1::Encoded* encoded) {
  encoded->set_serializer(ToProto(to));
  if (!received.args.empty()) {
    const auto size = Transcode({from, to, Root::kArgs}, received.args,
                                encoded->mutable_args());
    if (!size.ok()) return size.status();
  }
  if (received.kwargs.empty()) return absl::OkStatus();
  return Transcode({from, to, Root::kKwargs}, received.kwargs,
                   encoded->mutable_kwargs())
      .status();
}

}  // namespace

absl::Status DecodePayload(wamp::Serializer serializer,
                           wamp::PayloadView received, v1::PayloadForm form,
                           v1::Payload* payload) {
  if (form == v1::PAYLOAD_FORM_JSON) {
    return DecodeJson(serializer, received, payload->mutable_json());
  }
  if (const auto to = SerializerOf(form); to.has_value()) {
    return DecodeEncoded(serializer, received, *to, payload->mutable_encoded());
  }
  return DecodeArguments(serializer, received, payload->mutable_arguments());
}

}  // namespace wampbridge::bridge
