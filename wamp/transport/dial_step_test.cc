// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/dial_step.h"

#include <gtest/gtest.h>

namespace wampbridge::transport {
namespace {

TEST(DialStepTest, StepComesBackBesideTheWords) {
  for (const DialStep step :
       {DialStep::kOptions, DialStep::kResolve, DialStep::kConnect,
        DialStep::kTls, DialStep::kHandshake}) {
    const absl::Status error =
        WithDialStep(absl::UnavailableError("refused"), step);
    EXPECT_EQ(error.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(error.message(), "refused");
    EXPECT_EQ(DialStepOf(error), step);
  }
}

TEST(DialStepTest, OtherErrorsHaveNone) {
  EXPECT_EQ(DialStepOf(absl::UnavailableError("refused")), std::nullopt);
  EXPECT_EQ(DialStepOf(absl::OkStatus()), std::nullopt);
}

}  // namespace
}  // namespace wampbridge::transport
