// SPDX-License-Identifier: Apache-2.0
#include "auth/encoding.h"

#include <string>

#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

TEST(HexTest, EveryOctetComesBack) {
  std::string octets;
  for (int i = 0; i < 256; ++i) octets += static_cast<char>(i);
  const std::string digits = HexEncode(octets);
  EXPECT_EQ(digits.substr(0, 8), "00010203");
  EXPECT_EQ(digits.substr(508), "feff");
  EXPECT_EQ(HexDecode(digits), octets);
}

TEST(HexTest, BothCasesAreRead) {
  EXPECT_EQ(HexDecode("fF0A"), std::string("\xff\x0a"));
}

TEST(HexTest, OddLengthAndOtherCharactersAreRefused) {
  EXPECT_EQ(HexDecode("abc"), std::nullopt);
  EXPECT_EQ(HexDecode("0g"), std::nullopt);
  EXPECT_EQ(HexDecode(" 0"), std::nullopt);
  EXPECT_EQ(HexDecode("0x"), std::nullopt);
}

// RFC 4648, section 10.
TEST(Base64Test, StandardVectors) {
  const std::pair<std::string, std::string> vectors[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"}};
  for (const auto& [octets, text] : vectors) {
    EXPECT_EQ(Base64Encode(octets), text);
    EXPECT_EQ(Base64Decode(text), octets);
  }
}

TEST(Base64Test, LineBreaksAreSkipped) {
  EXPECT_EQ(Base64Decode("Zm9v\nYm\r\nFy\n"), "foobar");
}

TEST(Base64Test, OtherTextIsRefused) {
  EXPECT_EQ(Base64Decode("Zm9"), std::nullopt);
  EXPECT_EQ(Base64Decode("Zm9!"), std::nullopt);
}

TEST(JsonQuoteTest, EscapesWhatJsonForbids) {
  EXPECT_EQ(JsonQuote("a\"b\\c\n\x01"), R"("a\"b\\c\u000a\u0001")");
  EXPECT_EQ(JsonQuote("J\xc3\xb6rg"), "\"J\xc3\xb6rg\"");
}

TEST(XorTest, IsTakenOctetByOctet) {
  EXPECT_EQ(Xor("", ""), "");
  EXPECT_EQ(Xor("ab", std::string("\x01\x62", 2)), std::string("`\0", 2));
}

TEST(JsonQuoteStartTest, LongTextIsCut) {
  EXPECT_EQ(JsonQuoteStart("a\"b"), R"("a\"b")");
  EXPECT_EQ(JsonQuoteStart(std::string(65, 'x')),
            '"' + std::string(64, 'x') + '"');
}

TEST(ConstantTimeEqualsTest, ComparesOctets) {
  EXPECT_TRUE(ConstantTimeEquals("", ""));
  EXPECT_TRUE(ConstantTimeEquals("abc", "abc"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "abd"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "ab"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "abcd"));
}

}  // namespace
}  // namespace wampbridge::auth
