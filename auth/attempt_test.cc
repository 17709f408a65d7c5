// SPDX-License-Identifier: Apache-2.0
#include "auth/attempt.h"

#include <string>

#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

// Answers with the method and what it was bound to.
class Echo : public Attempt {
 public:
  Echo() : Attempt({"one", "two"}) {}

 private:
  absl::StatusOr<AuthenticateFields> Sign(
      const ChallengeView& view, std::string_view tls_unique) override {
    return AuthenticateFields{
        std::string(view.method) + " " + std::string(tls_unique), {}};
  }
};

TEST(AttemptTest, EachMethodThatWasOfferedIsAnswered) {
  Echo echo;
  EXPECT_EQ(echo.Answer({.method = "one"}, "x")->signature, "one x");
  EXPECT_EQ(echo.Answer({.method = "two"}, "y")->signature, "two y");
}

TEST(AttemptTest, AnotherMethodIsRefusedAndShownInPart) {
  const std::string other(100, 'm');
  EXPECT_EQ(
      Echo().Answer({.method = other}, "").status(),
      absl::InvalidArgumentError("the router chose authentication method \"" +
                                 std::string(64, 'm') +
                                 "\"; only \"one\" and \"two\" were offered"));
}

}  // namespace
}  // namespace wampbridge::auth
