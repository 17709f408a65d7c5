// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/suggestion.h"

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(SuggestionTest, NearNameIsSuggested) {
  EXPECT_EQ(Suggest("listn", {"tls", "listen"}), "did you mean listen?");
  EXPECT_EQ(Suggest("max-message-bytes", {"max_message_bytes", "listen"}),
            "did you mean max_message_bytes?");
}

TEST(SuggestionTest, OtherwiseAllAreListed) {
  EXPECT_EQ(Suggest("zebra", {"tls", "listen", "pool"}),
            "known are tls, listen and pool");
  EXPECT_EQ(Suggest("zebra", {"main"}), "known is main");
  EXPECT_EQ(Suggest("zebra", {}), "there are none");
}

}  // namespace
}  // namespace wampbridge::bridge
