// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/rpc_failure.h"

#include <string>

#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "proto/wampbridge/v1/error.pb.h"

namespace wampbridge::bridge {
namespace {

std::string Details(v1::Outcome outcome) {
  v1::WampError error;
  error.set_outcome(outcome);
  google::rpc::Status details;
  details.add_details()->PackFrom(error);
  return details.SerializeAsString();
}

TEST(RpcFailureTest, CodeAndOutcomeAreNamed) {
  EXPECT_EQ(DescribeFailure({grpc::StatusCode::NOT_FOUND,
                             "wamp.error.no_such_procedure: none",
                             Details(v1::OUTCOME_REMOTE_ERROR)},
                            "a:1"),
            "NOT_FOUND (REMOTE_ERROR): wamp.error.no_such_procedure: none");
  EXPECT_EQ(DescribeFailure({grpc::StatusCode::UNAVAILABLE, "no session",
                             Details(v1::OUTCOME_NOT_SENT)},
                            "a:1"),
            "UNAVAILABLE (NOT_SENT): no session");
}

TEST(RpcFailureTest, WithoutTheBridgesDetailItIsTheChannel) {
  EXPECT_EQ(
      DescribeFailure({grpc::StatusCode::UNAVAILABLE, "refused"}, "a:1"),
      "no bridge answers at a:1 (refused); is it running, and is --address "
      "right?");
  EXPECT_EQ(DescribeFailure({grpc::StatusCode::CANCELLED, "x", "garbage"}, ""),
            "CANCELLED: x");
  EXPECT_EQ(DescribeFailure({static_cast<grpc::StatusCode>(31), "x"}, ""),
            "code 31: x");
}

}  // namespace
}  // namespace wampbridge::bridge
