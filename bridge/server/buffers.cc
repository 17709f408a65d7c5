// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/buffers.h"

#include <google/protobuf/io/coded_stream.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

#include <utility>

namespace wampbridge::bridge {
namespace {

// Three messages for each dict of the arguments form: this is 130 dicts, twice
// what any form allows, and harmless to the stack.
constexpr int kMessageDepthMax = 400;

}  // namespace

bool ParseFromBuffer(grpc::ByteBuffer& buffer,
                     google::protobuf::MessageLite* message) {
  if (!buffer.Valid()) return true;  // no octets: a message of defaults
  grpc::ProtoBufferReader reader(&buffer);
  if (!reader.status().ok()) return false;
  google::protobuf::io::CodedInputStream input(&reader);
  input.SetRecursionLimit(kMessageDepthMax);
  return message->ParseFromCodedStream(&input) && input.ConsumedEntireMessage();
}

grpc::ByteBuffer SerializeToBuffer(
    const google::protobuf::MessageLite& message) {
  grpc::Slice slice(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
  return grpc::ByteBuffer(&slice, 1);
}

grpc::ByteBuffer ShareAsBuffer(std::shared_ptr<const std::string> octets) {
  using Shared = std::shared_ptr<const std::string>;
  auto* held = new Shared(std::move(octets));  // freed by the slice's release
  grpc::Slice slice(
      const_cast<char*>((*held)->data()), (*held)->size(),
      [](void* user) { delete static_cast<Shared*>(user); }, held);
  return grpc::ByteBuffer(&slice, 1);
}

grpc::ByteBuffer AdoptAsBuffer(std::string octets) {
  auto* held = new std::string(std::move(octets));  // freed by the slice
  grpc::Slice slice(
      held->data(), held->size(),
      [](void* user) { delete static_cast<std::string*>(user); }, held);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace wampbridge::bridge
