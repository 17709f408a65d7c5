// SPDX-License-Identifier: Apache-2.0
#include "bridge/errors/status_codes.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

TEST(StatusCodesTest, EveryNameLeadsBackToItsCode) {
  for (int number = 0; number <= grpc::StatusCode::UNAUTHENTICATED; ++number) {
    const auto code = static_cast<grpc::StatusCode>(number);
    EXPECT_EQ(StatusCodeFromName(StatusCodeName(code)), code) << number;
  }
}

TEST(StatusCodesTest, NamesAreThoseOfGrpc) {
  EXPECT_EQ(StatusCodeName(grpc::StatusCode::OK), "OK");
  EXPECT_EQ(StatusCodeName(grpc::StatusCode::CANCELLED), "CANCELLED");
  EXPECT_EQ(StatusCodeName(grpc::StatusCode::ABORTED), "ABORTED");
  EXPECT_EQ(StatusCodeName(grpc::StatusCode::DATA_LOSS), "DATA_LOSS");
}

TEST(StatusCodesTest, UnknownNameIsNoCode) {
  EXPECT_EQ(StatusCodeFromName("SOLD_OUT"), std::nullopt);
  EXPECT_EQ(StatusCodeFromName("not_found"), std::nullopt);
  EXPECT_EQ(StatusCodeFromName(""), std::nullopt);
}

TEST(StatusCodesTest, NumberBeyondTheCodesIsNamedUnknown) {
  EXPECT_EQ(StatusCodeName(static_cast<grpc::StatusCode>(99)), "UNKNOWN");
  EXPECT_EQ(StatusCodeName(grpc::StatusCode::DO_NOT_USE), "UNKNOWN");
}

TEST(StatusCodesTest, AbseilCodeBecomesTheGrpcCodeOfTheSameName) {
  EXPECT_EQ(ToGrpcCode(absl::StatusCode::kInvalidArgument),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ToGrpcCode(absl::StatusCode::kUnauthenticated),
            grpc::StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace wampbridge::bridge
