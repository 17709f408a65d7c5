// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_MESSAGE_SIZE_H_
#define BRIDGE_SERVER_MESSAGE_SIZE_H_

#include <google/protobuf/message.h>

#include <optional>
#include <string_view>

#include "bridge/errors/failure.h"
#include "wamp/message_codec.h"
#include "wamp/transport/client_connection.h"

namespace wampbridge::bridge {

// The octets that came are no `message`.
Failure NotAMessage(const google::protobuf::Message& message);

// A message that is larger than the router takes is refused before it is
// queued, since some routers close the session on it.
std::optional<Failure> CheckMessageSize(
    const wamp::EncodedRequest& request, std::string_view router,
    const transport::ClientConnection& connection);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_MESSAGE_SIZE_H_
