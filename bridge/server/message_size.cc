// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/message_size.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {

Failure NotAMessage(const google::protobuf::Message& message) {
  return Rejected(absl::InvalidArgumentError(
      absl::StrCat("the request is no ", message.GetDescriptor()->full_name(),
                   ": its octets cannot be parsed, or are nested far deeper "
                   "than the 30 lists and dicts that arguments may have")));
}

std::optional<Failure> CheckMessageSize(
    const wamp::EncodedRequest& request, std::string_view router,
    const transport::ClientConnection& connection) {
  const size_t size = request.octets_max();
  const size_t limit = connection.message_bytes_max();
  if (size <= limit) return std::nullopt;
  return Rejected(absl::ResourceExhaustedError(
      absl::StrCat("the message has ", size, " octets, router ",
                   std::string(router), " takes ", limit)));
}

}  // namespace wampbridge::bridge
