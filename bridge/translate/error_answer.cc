// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/error_answer.h"

#include <optional>
#include <string>
#include <string_view>

#include "bridge/errors/failures.h"
#include "bridge/errors/status_codes.h"
#include "bridge/translate/details.h"
#include "bridge/translate/null_sink.h"
#include "bridge/translate/payload_decoder.h"
#include "wamp/codec/reader.h"

namespace wampbridge::bridge {
namespace {

// Takes the first argument if it is a string, and stops the reader behind it:
// a traceback of a megabyte is not read for the sake of its first line.
class FirstTextSink : public NullSink {
 public:
  const std::optional<std::string>& text() const { return text_; }

  absl::Status Null() override { return Stop(); }
  absl::Status Bool(bool) override { return Stop(); }
  absl::Status Int(int64_t) override { return Stop(); }
  absl::Status Uint(uint64_t) override { return Stop(); }
  absl::Status Double(double) override { return Stop(); }
  absl::Status Bytes(std::string_view) override { return Stop(); }
  absl::Status BeginDict(std::optional<size_t>) override { return Stop(); }
  absl::Status BeginList(std::optional<size_t>) override {
    if (in_args_) return Stop();
    in_args_ = true;
    return absl::OkStatus();
  }
  absl::Status String(std::string_view text) override {
    if (in_args_) text_ = text;
    return Stop();
  }

 private:
  static absl::Status Stop() { return absl::CancelledError(); }

  bool in_args_ = false;
  std::optional<std::string> text_;
};

std::optional<std::string> FirstText(wamp::Serializer serializer,
                                     std::string_view args) {
  if (args.empty()) return std::nullopt;
  FirstTextSink sink;
  wamp::ReadValue(serializer, args, sink).IgnoreError();
  return sink.text();
}

}  // namespace

Failure FailureOf(const wamp::Error& error, wamp::Serializer serializer,
                  const ErrorMapper& mapper, v1::PayloadForm form) {
  const auto text = FirstText(serializer, error.payload.args);
  Failure failure = RemoteFailure(mapper, error.error, text);
  failure.request_id = error.request.value;
  v1::Payload payload;
  const bool any = !error.payload.args.empty() || !error.payload.kwargs.empty();
  if (any && DecodePayload(serializer, error.payload, form, &payload).ok()) {
    failure.payload = payload.SerializeAsString();
  }
  v1::Dict details;
  if (DictToProto(error.details, details.mutable_entries()).ok()) {
    failure.details = details.SerializeAsString();
  }
  return failure;
}

Failure UndeliverableResult(const absl::Status& why) {
  return OutcomeUnknown(
      ToGrpcCode(why.code()),
      "the result cannot be given in this form: " + std::string(why.message()));
}

}  // namespace wampbridge::bridge
