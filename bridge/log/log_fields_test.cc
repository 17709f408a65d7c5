// SPDX-License-Identifier: Apache-2.0
#include "bridge/log/log_fields.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace wampbridge::bridge {
namespace {

TEST(LogFields, TextHasTheFactsAfterTheMessage) {
  EXPECT_EQ(ToLogText(WithFields("Call failed", {{"code", "UNAVAILABLE"},
                                                 {"trace_id", ""},
                                                 {"why", "no session yet"}})),
            "Call failed code=UNAVAILABLE why=\"no session yet\"");
}

TEST(LogFields, JsonHasThemAsMembers) {
  const auto object = nlohmann::json::parse(
      "{" +
      ToLogMembers(WithFields("Call failed", {{"a", "1"}, {"b", "x y"}})) +
      "}");
  EXPECT_EQ(object, (nlohmann::json{
                        {"message", "Call failed"}, {"a", "1"}, {"b", "x y"}}));
}

TEST(LogFields, LineWithoutFactsIsItsMessage) {
  EXPECT_EQ(ToLogText("plain: \"words\""), "plain: \"words\"");
  EXPECT_EQ(ToLogMembers("plain"), "\"message\":\"plain\"");
}

TEST(LogFields, LineOfAnotherMakeHasNoFacts) {
  const std::string line = "the router says a\x1flevel\x1fnone\nand more";
  EXPECT_EQ(ToLogText(line), "the router says a level none and more");
  const auto object = nlohmann::json::parse("{" + ToLogMembers(line) + "}");
  EXPECT_EQ(object.size(), 1);
  EXPECT_EQ(object["message"], line);
}

TEST(LogFields, LongFactsAreCut) {
  const std::string line =
      ToLogText(WithFields("said", {{"why", std::string(5000, 'a')}}));
  EXPECT_EQ(line.size(), std::string("said why=").size() + 512);
}

TEST(LogFields, TextsOfOthersDoNotBreakOut) {
  const std::string evil =
      "a\x1f"
      "code\x1f"
      "OK\n\"}{\xff";
  const std::string line = WithFields(evil, {{"why", evil}});
  const auto object = nlohmann::json::parse("{" + ToLogMembers(line) + "}");
  EXPECT_EQ(object.size(), 2);
  EXPECT_EQ(object["message"], "a code OK\n\"}{\xef\xbf\xbd");
  EXPECT_EQ(ToLogText(WithFields("said", {{"why", "a\nb"}})),
            "said why=\"a\\nb\"");
}

}  // namespace
}  // namespace wampbridge::bridge
