// SPDX-License-Identifier: Apache-2.0
#include "auth/secret.h"

#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

template <typename T>
concept Streamable = requires(std::ostream& out, const T& value) {
  out << value;
};

static_assert(!std::is_copy_constructible_v<Secret>);
static_assert(!std::is_copy_assignable_v<Secret>);
static_assert(!Streamable<Secret>);

TEST(SecretTest, RevealsWhatItWasGivenNulIncluded) {
  const std::string octets("a\0b", 3);
  EXPECT_EQ(Secret(octets).Reveal(), octets);
}

TEST(SecretTest, DefaultIsEmpty) {
  EXPECT_TRUE(Secret().empty());
  EXPECT_EQ(Secret().Reveal(), "");
}

TEST(SecretTest, MoveLeavesNothingBehind) {
  Secret first("hunter2");
  Secret second(std::move(first));
  EXPECT_TRUE(first.empty());
  EXPECT_EQ(second.Reveal(), "hunter2");
  Secret third("other");
  third = std::move(second);
  EXPECT_TRUE(second.empty());
  EXPECT_EQ(third.Reveal(), "hunter2");
}

TEST(SecretTest, CloneIsIndependent) {
  Secret copy;
  {
    Secret original("hunter2");
    copy = original.Clone();
  }
  EXPECT_EQ(copy.Reveal(), "hunter2");
}

}  // namespace
}  // namespace wampbridge::auth
