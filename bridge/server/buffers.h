// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_BUFFERS_H_
#define BRIDGE_SERVER_BUFFERS_H_

#include <google/protobuf/message_lite.h>
#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <string>

namespace wampbridge::bridge {

// Parses a message as it came. Takes more messages inside one another than
// protobuf does by default, so that a payload nested too deep is refused by
// its own rule and not as garbage. False: it is not such a message, or nested
// deeper than any rule allows.
bool ParseFromBuffer(grpc::ByteBuffer& buffer,
                     google::protobuf::MessageLite* message);

grpc::ByteBuffer SerializeToBuffer(
    const google::protobuf::MessageLite& message);

// A buffer that shares `octets`, for one frame that goes to many streams.
grpc::ByteBuffer ShareAsBuffer(std::shared_ptr<const std::string> octets);

// A buffer that adopts `octets`.
grpc::ByteBuffer AdoptAsBuffer(std::string octets);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_BUFFERS_H_
