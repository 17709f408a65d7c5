// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_METADATA_CARRIAGE_H_
#define BRIDGE_TRANSLATE_METADATA_CARRIAGE_H_

#include <google/protobuf/map.h>

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "bridge/translate/kwarg_edit.h"
#include "bridge/translate/payload_encoder.h"
#include "wamp/message.h"
#include "wamp/serializer.h"
#include "wamp/value.h"

namespace wampbridge::bridge {

// How metadata, strings that go along with a call or a publication, travels
// through WAMP, which has no place of its own for it (configuration:
// `metadata`): as one keyword argument or as one option, a dictionary of
// strings in either case. Both ways: what a peer carries so is taken out again.
// Where there is none, a request pays nothing and a received message one search
// through its encoded kwargs.
class MetadataCarriage {
 public:
  enum class In { kKwarg, kOption };
  using ProtoStrings = google::protobuf::Map<std::string, std::string>;

  // Into what is about to be sent.
  struct Outgoing {
    wamp::Serializer serializer = wamp::Serializer::kJson;
    wamp::Dict* options = nullptr;
    wamp::EncodedPayload* payload = nullptr;
  };
  // Out of what has come.
  struct Incoming {
    wamp::Serializer serializer = wamp::Serializer::kJson;
    const wamp::Dict& details;
    wamp::PayloadView payload;
  };

  MetadataCarriage() = default;
  MetadataCarriage(In in, std::string name) : in_(in), name_(std::move(name)) {}

  // Adds the request's own metadata, and of `propagated` what that does not
  // have (of traceparent and tracestate, which belong together, neither where
  // the request has the first). InvalidArgument: the name is taken, or the
  // payload is in passthru mode and has no kwargs; where only `propagated`
  // would go along, it is then left out.
  template <typename Options>
  absl::Status Add(const Options& asked, const Strings& propagated,
                   const Outgoing& outgoing) const {
    if (asked.metadata().empty() && propagated.empty()) return absl::OkStatus();
    if (in_ == In::kKwarg && !asked.ppt_scheme().empty()) {
      return asked.metadata().empty() ? absl::OkStatus() : NoKwargs();
    }
    if (asked.metadata().empty()) {
      (void)Put(propagated, outgoing);  // nobody has asked for it
      return absl::OkStatus();
    }
    Strings metadata(asked.metadata().begin(), asked.metadata().end());
    const bool traced = metadata.contains("traceparent");
    for (const auto& [key, text] : propagated) {
      if (!traced || key != "tracestate") metadata.emplace(key, text);
    }
    return Put(metadata, outgoing);
  }

  // Moves what has come as metadata into `frame`, whose details were filled
  // already. Gives the payload without it, which views *kwargs or `incoming`.
  template <typename Frame>
  wamp::PayloadView Take(const Incoming& incoming, std::string* kwargs,
                         Frame* frame) const {
    if (in_ == In::kKwarg) {
      return TakeFromKwargs(incoming, kwargs, *frame->mutable_metadata());
    }
    if (TakeFromDetails(incoming, *frame->mutable_metadata())) {
      frame->mutable_details()->erase(name_);
    }
    return incoming.payload;
  }

 private:
  absl::Status NoKwargs() const;
  absl::Status Put(const Strings& metadata, const Outgoing& outgoing) const;
  wamp::PayloadView TakeFromKwargs(const Incoming& incoming,
                                   std::string* kwargs,
                                   ProtoStrings& metadata) const;
  bool TakeFromDetails(const Incoming& incoming, ProtoStrings& metadata) const;

  In in_ = In::kKwarg;
  std::string name_ = "_metadata";
};

// The metadata of a request: texts that every serializer can say.
// InvalidArgument names the entry.
absl::Status CheckMetadata(const MetadataCarriage::ProtoStrings& metadata);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_METADATA_CARRIAGE_H_
