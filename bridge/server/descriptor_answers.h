// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_DESCRIPTOR_ANSWERS_H_
#define BRIDGE_SERVER_DESCRIPTOR_ANSWERS_H_

#include <string>
#include <vector>

#include "third_party/grpc_reflection/grpc/reflection/v1/reflection.pb.h"

namespace wampbridge::bridge {

// Answers one question of server reflection from the descriptors that are
// compiled in; `services` are the full names of what is served. What is not
// known is an error inside the answer, as the protocol has it.
grpc::reflection::v1::ServerReflectionResponse AnswerReflection(
    const grpc::reflection::v1::ServerReflectionRequest& request,
    const std::vector<std::string>& services);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_DESCRIPTOR_ANSWERS_H_
