// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_SHARED_PAYLOAD_H_
#define WAMP_ROUTER_SHARED_PAYLOAD_H_

#include <array>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "wamp/message.h"
#include "wamp/serializer.h"

namespace wampbridge::router {

// One payload on its way to receivers with other serializers than its sender's.
// In the sender's it is carried untouched; each other is written once, when the
// first receiver wants it, and shared by the rest. Keeps views: the payload's
// octets must outlive it.
class SharedPayload {
 public:
  SharedPayload(wamp::Serializer serializer, wamp::PayloadView payload)
      : source_(serializer), payload_(payload) {}

  // The error is why the payload cannot be said in `serializer` (NaN in JSON)
  // or read (nested too deeply); it is remembered, too.
  absl::StatusOr<wamp::PayloadView> In(wamp::Serializer serializer);

 private:
  struct Encoded {
    absl::Status status;
    std::string args;
    std::string kwargs;
  };

  Encoded Transcode(wamp::Serializer target) const;

  const wamp::Serializer source_;
  const wamp::PayloadView payload_;
  std::array<std::optional<Encoded>, 3> encoded_;  // by serializer
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_SHARED_PAYLOAD_H_
