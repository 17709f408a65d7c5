// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_OUTGOING_PUBLISH_H_
#define BRIDGE_SERVER_OUTGOING_PUBLISH_H_

#include <optional>
#include <variant>

#include "absl/status/statusor.h"
#include "bridge/errors/error_mapper.h"
#include "bridge/errors/failure.h"
#include "bridge/identities/identities.h"
#include "bridge/translate/kwarg_edit.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "wamp/message_codec.h"
#include "wamp/session_event.h"
#include "wamp/transport/client_connection.h"

namespace wampbridge::bridge {

// A publication on its way to the router, as Publish and PublishStream have it
// in common. `publish` stays its owner's.
class OutgoingPublish {
 public:
  // Encodes it for this session, `propagated` with it. REQUIRES: CheckPublish
  // let `publish` pass.
  std::optional<Failure> Encode(const v1::PublishRequest& publish,
                                const Identity& identity,
                                const Strings& propagated,
                                transport::ClientConnection& connection);
  // Sends what was encoded; without an acknowledgement `observer` is told
  // nothing.
  absl::StatusOr<wamp::RequestId> Send(transport::ClientConnection& connection,
                                       transport::RequestObserver* observer);
  bool acknowledged() const { return acknowledged_; }

  // REQUIRES: sent.
  std::variant<v1::PublishResponse, Failure> ResponseFor(
      const wamp::Answered& answered, const ErrorMapper& errors) const;
  v1::PublishResponse UnacknowledgedResponse() const;

 private:
  bool acknowledged_ = true;
  v1::PayloadForm form_ = v1::PAYLOAD_FORM_ARGUMENTS;  // of an error
  wamp::Serializer serializer_ = wamp::Serializer::kJson;
  wamp::SessionId session_;
  wamp::EncodedRequest encoded_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_OUTGOING_PUBLISH_H_
