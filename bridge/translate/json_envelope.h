// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_JSON_ENVELOPE_H_
#define BRIDGE_TRANSLATE_JSON_ENVELOPE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "bridge/translate/tracking_sink.h"
#include "wamp/codec/value_sink.h"

namespace wampbridge::bridge {

// Takes apart what a client writes as JSON: an object with the members args (an
// array) and kwargs (an object), or a bare array, which is args. What is inside
// goes on to one sink for each; anything else is InvalidArgument.
class JsonEnvelope : public wamp::ValueSink {
 public:
  // Both must outlive this.
  JsonEnvelope(wamp::ValueSink& args, wamp::ValueSink& kwargs)
      : args_(TrackingSink::Root::kArgs, args,
              TrackingSink::DuplicateKeys::kRefuse),
        kwargs_(TrackingSink::Root::kKwargs, kwargs,
                TrackingSink::DuplicateKeys::kRefuse) {}

  const TrackingSink& args() const { return args_; }
  const TrackingSink& kwargs() const { return kwargs_; }
  // Whether a status came from here and is complete; else it is the reader's,
  // which knows the octet offset, and path() helps to find it.
  bool failed() const;
  std::string path() const;

  absl::Status Null() override;
  absl::Status Bool(bool value) override;
  absl::Status Int(int64_t value) override;
  absl::Status Uint(uint64_t value) override;
  absl::Status Double(double value) override;
  absl::Status String(std::string_view text) override;
  absl::Status Bytes(std::string_view octets) override;
  absl::Status BeginList(std::optional<size_t> size) override;
  absl::Status EndList() override;
  absl::Status BeginDict(std::optional<size_t> size) override;
  absl::Status Key(std::string_view key) override;
  absl::Status EndDict() override;

 private:
  // Counts down to where a part ends; `opened` is +1, 0 or -1.
  absl::Status Passed(int opened, const absl::Status& status);
  // What is wrong with a value that is not inside args or kwargs.
  absl::Status Misplaced();
  absl::Status Fail(std::string_view what);

  TrackingSink args_;
  TrackingSink kwargs_;
  TrackingSink* part_ = nullptr;  // where values go; null: in the envelope
  int depth_ = 0;                 // lists and dicts open in part_
  bool in_object_ = false;        // the envelope is an object, and open
  std::optional<std::string_view> member_;  // whose value is next
  bool args_seen_ = false;
  bool kwargs_seen_ = false;
  bool failed_ = false;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_JSON_ENVELOPE_H_
