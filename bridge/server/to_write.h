// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_TO_WRITE_H_
#define BRIDGE_SERVER_TO_WRITE_H_

#include <grpcpp/support/byte_buffer.h>

#include <optional>
#include <variant>

#include "bridge/errors/failure.h"

namespace wampbridge::bridge {

// What a StreamRpc writes next.
// Nothing now.
struct NothingToWrite {};
// The stream ends: OK, or with a failure.
struct StreamEnd {
  std::optional<Failure> failure;
};
using ToWrite = std::variant<NothingToWrite, grpc::ByteBuffer, StreamEnd>;

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_TO_WRITE_H_
