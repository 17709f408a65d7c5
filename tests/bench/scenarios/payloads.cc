// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/payloads.h"

#include <google/protobuf/util/message_differencer.h>

namespace wampbridge::bench {

v1::Payload BinaryPayload(size_t octets) {
  std::string bytes(octets, '\0');
  for (size_t i = 0; i < octets; ++i) bytes[i] = static_cast<char>(i * 31);
  v1::Payload payload;
  payload.mutable_arguments()->add_args()->set_bytes_value(bytes);
  return payload;
}

std::string CallOf(const v1::Payload& payload, const std::string& identity) {
  v1::CallRequest request;
  request.set_identity(identity);
  request.set_procedure(kProcedure);
  *request.mutable_payload() = payload;
  return request.SerializeAsString();
}

std::string PublishOf(const v1::Payload& payload, Acknowledge acknowledge) {
  v1::PublishRequest request;
  request.set_topic(kTopic);
  *request.mutable_payload() = payload;
  if (acknowledge == Acknowledge::kNo) {
    request.mutable_options()->set_acknowledge(false);
  }
  return request.SerializeAsString();
}

std::string CheckEcho(const v1::Payload& payload, const std::string& response) {
  v1::CallResponse parsed;
  if (!parsed.ParseFromString(response)) return "no CallResponse";
  if (!google::protobuf::util::MessageDifferencer::Equals(parsed.payload(),
                                                          payload)) {
    return "the payload did not come back as it went";
  }
  return parsed.final() ? "" : "the only result is not the final one";
}

}  // namespace wampbridge::bench
