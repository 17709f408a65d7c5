// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/peer.h"

#include "absl/strings/str_cat.h"
#include "wamp/message_codec.h"
#include "wamp/router/argument_codec.h"

namespace wampbridge::router {

bool Peer::Announces(std::string_view role, std::string_view feature) const {
  return options_.roles.DictAt(role).DictAt("features").IsTrue(feature);
}

absl::Status Peer::Send(const wamp::Message& message) {
  std::string encoded;
  const absl::Status status =
      wamp::AppendMessage(serializer(), message, &encoded);
  return status.ok() ? SendEncoded(encoded) : status;
}

absl::Status Peer::SendEncoded(std::string_view message) {
  const size_t bytes_max = options_.sink->message_bytes_max();
  if (message.size() > bytes_max) {
    return absl::ResourceExhaustedError(
        absl::StrCat("message of ", message.size(),
                     " octets, the receiver takes ", bytes_max));
  }
  options_.sink->Write(message);
  return absl::OkStatus();
}

void Peer::SendError(wamp::MessageType type, wamp::RequestId request,
                     std::string_view uri, std::string_view text) {
  const std::string args = EncodeTextArgs(serializer(), text);
  Send(wamp::Error{.request_type = type,
                   .request = request,
                   .error = std::string(uri),
                   .payload = {.args = args}})
      .IgnoreError();
}

wamp::RequestId Peer::NextInvocation() {
  return wamp::RequestId{++last_invocation_};
}

void Disclose(const Peer& peer, std::string_view prefix, wamp::Dict* details) {
  const std::string key(prefix);
  details->Set(key, peer.session().value);
  details->Set(key + "_authid", peer.authid());
  details->Set(key + "_authrole", peer.role().name());
}

}  // namespace wampbridge::router
