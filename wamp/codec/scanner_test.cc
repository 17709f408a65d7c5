// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/scanner.h"

#include <string>

#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

std::string Message(const absl::Status& status) {
  return std::string(status.message());
}

TEST(ScannerTest, AbsentPartsPass) {
  EXPECT_TRUE(ScanArgs(Serializer::kJson, "").ok());
  EXPECT_TRUE(ScanKwargs(Serializer::kMsgpack, "").ok());
}

TEST(ScannerTest, ArgsAreAListAndKwargsADictionary) {
  EXPECT_TRUE(ScanArgs(Serializer::kJson, "[1,{\"a\":2}]").ok());
  EXPECT_TRUE(ScanKwargs(Serializer::kJson, "{\"a\":[2]}").ok());
  EXPECT_EQ(Message(ScanArgs(Serializer::kJson, "{}")),
            "not a list at octet 0");
  EXPECT_EQ(Message(ScanArgs(Serializer::kJson, "7")), "not a list at octet 0");
  EXPECT_EQ(Message(ScanKwargs(Serializer::kCbor, "\x80")),
            "not a dictionary at octet 0");
}

TEST(ScannerTest, FaultsNameTheirOctet) {
  EXPECT_EQ(Message(ScanArgs(Serializer::kJson, "[1] 2")),
            "something after the value at octet 4");
  EXPECT_EQ(Message(ScanArgs(Serializer::kJson, "[\"a\xFF\"]")),
            "bad UTF-8 at octet 3");
  EXPECT_EQ(Message(ScanKwargs(Serializer::kMsgpack, "\x81\x01\x02")),
            "a key that is no string at octet 1");
  EXPECT_EQ(Message(ScanArgs(Serializer::kCbor, "\x82\x01")),
            "length beyond the end at octet 0");
}

TEST(ScannerTest, NestingIsLimited) {
  const std::string deepest = std::string(64, '[') + std::string(64, ']');
  EXPECT_TRUE(ScanArgs(Serializer::kJson, deepest).ok());
  const absl::Status status = ScanArgs(Serializer::kJson, "[" + deepest + "]");
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Message(status), "lists and dictionaries nested deeper than 64");
}

}  // namespace
}  // namespace wampbridge::wamp
