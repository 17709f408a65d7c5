// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/router_traits.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

RouterTraits Router() {
  return {.name = "main",
          .has = [](std::string_view role, std::string_view feature) {
            return role == "broker" && feature == "event_retention";
          }};
}

TEST(RouterTraitsTest, AnnouncedFeatureMayBeUsed) {
  EXPECT_TRUE(RequireFeature(Router(), {.role = "broker",
                                        .feature = "event_retention",
                                        .option = "options.retain"})
                  .ok());
}

TEST(RouterTraitsTest, MissingFeatureIsNamedWithOptionAndRouter) {
  EXPECT_EQ(RequireFeature(Router(), {.role = "dealer",
                                      .feature = "caller_identification",
                                      .option = "options.disclose_me"}),
            absl::UnimplementedError(
                "options.disclose_me: needs the feature caller_identification, "
                "which the dealer of router main did not announce"));
}

}  // namespace
}  // namespace wampbridge::bridge
