// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/uri_labels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;

UriLabels Labels() {
  UriLabels::Mapping mapping;
  for (const auto& [pattern, label] :
       {std::pair("com.shop.cart.*", "cart"), std::pair("com.shop.**", "shop"),
        std::pair("org.shop.**", "shop")}) {
    mapping.emplace_back(*wamp::UriPattern::Parse(pattern), label);
  }
  return UriLabels(std::move(mapping));
}

TEST(UriLabels, FirstPatternThatMatchesCounts) {
  UriLabels labels = Labels();
  EXPECT_NE(labels.Of("com.shop.cart.add"), labels.Of("com.shop.order"));
  EXPECT_EQ(labels.Of("com.shop.order"), labels.Of("org.shop.order"));
  EXPECT_EQ(labels.Of("com.bank"), nullptr);
}

TEST(UriLabels, AreAsManyAsAreNamed) {
  UriLabels labels = Labels();
  labels.Of("com.shop.order")->CountEnd(RpcMethod::kCall, nullptr);
  std::vector<std::string> names;
  size_t ended = 0;
  labels.ForEach([&](const std::string& label, const RequestMetrics& metrics) {
    names.push_back(label);
    ended += metrics.ended().size();
  });
  EXPECT_THAT(names, ElementsAre("cart", "shop"));
  EXPECT_EQ(ended, 1);
}

}  // namespace
}  // namespace wampbridge::bridge
