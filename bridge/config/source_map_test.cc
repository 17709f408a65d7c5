// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/source_map.h"

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(KeyPathTest, ShowsHowToFindAKey) {
  const KeyPath url = KeyPath().Child("routers").Child("main").Child("urls");
  EXPECT_EQ(url.Element(1).text(), "routers.main.urls[1]");
  EXPECT_EQ(KeyPath().Child("errors").Child("com.shop.x").text(),
            "errors.\"com.shop.x\"");
  EXPECT_EQ(url.Element(1).Parent().text(), "routers.main.urls");
  EXPECT_EQ(url.Parent().Parent().Parent().text(), "");
  EXPECT_TRUE(url.Parent().Parent().Parent().IsRoot());
}

TEST(SourceMapTest, ErrorIsAtTheKeyOrTheNearestMapAroundIt) {
  SourceMap sources("a.yaml:1");
  const KeyPath router = KeyPath().Child("routers").Child("main");
  sources.Record(router, "a.yaml:7");
  EXPECT_EQ(sources.Error(router, "is bad").message(),
            "a.yaml:7: routers.main: is bad");
  EXPECT_EQ(sources.Error(router.Child("urls").Element(0), "is bad").message(),
            "a.yaml:7: routers.main.urls[0]: is bad");
  EXPECT_EQ(sources.Error(KeyPath().Child("grpc"), "is bad").message(),
            "a.yaml:1: grpc: is bad");
  EXPECT_EQ(sources.Error(KeyPath(), "is bad").message(), "a.yaml:1: is bad");
}

}  // namespace
}  // namespace wampbridge::bridge
