// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLIENT_RPC_FAILURE_H_
#define BRIDGE_CLIENT_RPC_FAILURE_H_

#include <grpcpp/support/status.h>

#include <string>

namespace wampbridge::bridge {

// What a failed RPC means, for a person: the code's name, the outcome where
// the bridge told one, and the message: "NOT_FOUND (REMOTE_ERROR): …". When
// no bridge answered at all, it says so and what to look at.
std::string DescribeFailure(const grpc::Status& status,
                            const std::string& address);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLIENT_RPC_FAILURE_H_
