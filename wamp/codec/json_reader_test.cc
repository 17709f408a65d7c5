// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/json_reader.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "gtest/gtest.h"
#include "wamp/codec/reader.h"
#include "wamp/codec/value_builder.h"

namespace wampbridge::wamp {
namespace {

using std::string_literals::operator""s;

Value Read(std::string_view json) {
  ValueBuilder builder;
  const absl::Status status = ReadValue(Serializer::kJson, json, builder);
  EXPECT_TRUE(status.ok()) << status << " in " << json;
  return status.ok() ? builder.Take() : Value("refused");
}

std::string ErrorOf(std::string_view json) {
  ValueBuilder builder;
  const absl::Status status = ReadValue(Serializer::kJson, json, builder);
  return status.ok() ? "accepted" : std::string(status.message());
}

TEST(JsonReaderTest, ReadsEachType) {
  EXPECT_EQ(Read("null"), Value());
  EXPECT_EQ(Read(" true\n"), Value(true));
  EXPECT_EQ(Read("false"), Value(false));
  EXPECT_EQ(Read("-7"), Value(-7));
  EXPECT_EQ(Read("\"text\""), Value("text"));
  EXPECT_EQ(Read("[ ]"), Value(List{}));
  EXPECT_EQ(Read("[1,[2],{\"a\":[]}]"),
            Value(List{1, List{2}, Dict{{"a", List{}}}}));
  EXPECT_EQ(Read("{ \"a\" : 1 , \"b\" : { } }"),
            Value(Dict{{"a", 1}, {"b", Dict{}}}));
}

TEST(JsonReaderTest, IntegersAreExactToTheirLimits) {
  EXPECT_EQ(Read("0"), Value(0));
  EXPECT_EQ(Read("-0"), Value(0));
  EXPECT_EQ(Read("9007199254740993"), Value(int64_t{9007199254740993}));
  EXPECT_EQ(Read("-9223372036854775808"),
            Value(std::numeric_limits<int64_t>::min()));
  EXPECT_EQ(Read("9223372036854775807"),
            Value(std::numeric_limits<int64_t>::max()));
  EXPECT_EQ(Read("18446744073709551615"),
            Value(std::numeric_limits<uint64_t>::max()));
  for (const std::string_view number :
       {"18446744073709551616", "-9223372036854775809",
        "123456789012345678901234567890"}) {
    EXPECT_EQ(ErrorOf("[" + std::string(number) + "]"),
              "integer outside int64 and uint64 at octet 1");
  }
}

TEST(JsonReaderTest, NumbersWithFractionOrExponentAreDoubles) {
  EXPECT_EQ(Read("1.0"), Value(1.0));
  EXPECT_EQ(Read("1e2"), Value(100.0));
  EXPECT_EQ(Read("-2.5E-1"), Value(-0.25));
  EXPECT_EQ(Read("5e-324"), Value(5e-324));
  EXPECT_EQ(Read("1e-400"), Value(0.0));
  EXPECT_EQ(Read("1.7976931348623157e308"),
            Value(std::numeric_limits<double>::max()));
  EXPECT_EQ(ErrorOf("1e309"), "number outside double at octet 0");
  EXPECT_EQ(ErrorOf("-1e309"), "number outside double at octet 0");
}

TEST(JsonReaderTest, WhatIsNoNumberIsRefused) {
  for (const std::string_view json :
       {"NaN", "Infinity", "+1", ".5", "nan", "inf", "0x10", "nul", "True"}) {
    EXPECT_NE(ErrorOf(json), "accepted") << json;
  }
  EXPECT_EQ(ErrorOf("-Infinity"), "not a JSON number at octet 1");
  EXPECT_EQ(ErrorOf("01"), "something after the value at octet 1");
  EXPECT_EQ(ErrorOf("1.x"), "no digit after '.' at octet 2");
  EXPECT_EQ(ErrorOf("1e+x"), "no digit in exponent at octet 3");
}

TEST(JsonReaderTest, EscapesAreDecoded) {
  EXPECT_EQ(Read(R"("\"\\\/\b\f\n\r\t")"), Value("\"\\/\b\f\n\r\t"));
  EXPECT_EQ(Read(R"("\u00e9 \u20AC \ud83d\ude00")"), Value("é € 😀"));
  EXPECT_EQ(Read(R"("a\u0000b")"), Value("a\0b"s));
  EXPECT_EQ(ErrorOf(R"("\x")"), "unknown escape in JSON string at octet 2");
  EXPECT_EQ(ErrorOf(R"("\u12g4")"),
            "\\u without four hexadecimal digits at octet 5");
}

TEST(JsonReaderTest, HalfSurrogatePairsAreRefused) {
  for (const std::string_view half :
       {R"("a\ud83d")", R"("a\ude00")", R"("a\ud83dx")", R"("a\ud83d\n")",
        R"("a\ud83d\u0041")", R"("a\ude00\ud83d")"}) {
    EXPECT_EQ(ErrorOf(half), "half a surrogate pair at octet 2") << half;
  }
}

TEST(JsonReaderTest, TextIsUtf8WithoutControlCharacters) {
  EXPECT_EQ(Read("\"é\x7F\""), Value("é\x7F"));
  EXPECT_EQ(ErrorOf("\"ab\xC3\""), "bad UTF-8 at octet 3");
  EXPECT_EQ(ErrorOf("{\"a\xFF\":1}"), "bad UTF-8 at octet 3");
  EXPECT_EQ(ErrorOf("\"a\nb\""), "control character in JSON string at octet 2");
  EXPECT_EQ(ErrorOf("\"a\0b\""s),
            "control character in JSON string at octet 2");
}

// The place of what needs a look moves against the eight-octet steps.
TEST(JsonReaderTest, EscapesAreFoundAtEveryAlignment) {
  for (size_t before = 0; before < 24; ++before) {
    for (size_t behind = 0; behind < 24; ++behind) {
      const std::string head(before, 'a');
      const std::string tail(behind, ' ');
      EXPECT_EQ(Read("\"" + head + "\\n" + tail + "\""),
                Value(head + "\n" + tail));
      EXPECT_EQ(ErrorOf("\"" + head + "\x1F" + tail + "\""),
                "control character in JSON string at octet " +
                    std::to_string(before + 1));
    }
  }
}

TEST(JsonReaderTest, BinaryStringsBecomeBytes) {
  EXPECT_EQ(Read(R"("\u0000")"), Value(Bytes{}));
  EXPECT_EQ(Read(R"("\u0000AAEC/w==")"), Value(Bytes{"\x00\x01\x02\xFF"s}));
  EXPECT_EQ(Read(R"(["\u0000QQ=="])"), Value(List{Bytes{"A"}}));
}

TEST(JsonReaderTest, BinaryStringsAreExactBase64) {
  for (const std::string_view base64 :
       {"QQ", "QQ=", "Q Q=", "QQ==\\n", "QR==", "Q-==", "QQ..", "====", "Q",
        "QQ==QQ=="}) {
    EXPECT_EQ(ErrorOf("[\"\\u0000" + std::string(base64) + "\"]"),
              "binary string that is not Base64 at octet 2")
        << base64;
  }
}

TEST(JsonReaderTest, KeysAreText) {
  EXPECT_EQ(ErrorOf("{1:2}"), "a key that is no string at octet 1");
  EXPECT_EQ(ErrorOf(R"({"\u0000QQ==":1})"),
            "a key that begins with U+0000 at octet 2");
  EXPECT_EQ(Read(R"({"a":1,"a":2})"), Value(Dict{{"a", 2}}));
}

TEST(JsonReaderTest, MalformedTextNamesItsOctet) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "unexpected end at octet 0"},
      {"[", "unexpected end at octet 1"},
      {"[1", "unexpected end at octet 2"},
      {"[1,]", "not a JSON value at octet 3"},
      {"[,1]", "not a JSON value at octet 1"},
      {"[1 2]", "no ',' between items at octet 3"},
      {"[1}", "no ',' between items at octet 2"},
      {"{\"a\"}", "no ':' after a key at octet 4"},
      {"{\"a\":1,}", "a key that is no string at octet 7"},
      {"{\"a\":}", "not a JSON value at octet 5"},
      {"]", "not a JSON value at octet 0"},
      {"[]]", "something after the value at octet 2"},
      {"tru", "not a JSON value at octet 0"},
      {"\"a", "unexpected end at octet 2"},
      {"\"a\\", "unexpected end at octet 3"},
      {"\xEF\xBB\xBF[]", "not a JSON value at octet 0"},
      {"// c\n1", "not a JSON value at octet 0"},
  };
  for (const auto& [json, error] : cases) EXPECT_EQ(ErrorOf(json), error);
}

TEST(JsonReaderTest, NestingIsLimitedAndNamed) {
  ValueBuilder builder;
  const absl::Status status =
      ReadValue(Serializer::kJson, R"([{"a":[1]}])", builder, ReadLimits{2});
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(status.message(), "lists and dictionaries nested deeper than 2");
  EXPECT_TRUE(
      ReadValue(Serializer::kJson, R"([{"a":1},[]])", builder, ReadLimits{2})
          .ok());
}

TEST(JsonReaderTest, NextItemStepsOverContainers) {
  JsonReader reader(R"([ [1, {"a":"]"}] , {} ,"x"])", 64);
  Token token;
  std::string_view octets;
  ASSERT_TRUE(reader.Next(&token).ok());
  ASSERT_TRUE(reader.NextItem(&token, &octets).ok());
  EXPECT_EQ(token.kind, Token::Kind::kBeginList);
  EXPECT_EQ(octets, R"([1, {"a":"]"}])");
  ASSERT_TRUE(reader.NextItem(&token, &octets).ok());
  EXPECT_EQ(token.kind, Token::Kind::kBeginDict);
  EXPECT_EQ(token.size, 0u);
  EXPECT_EQ(octets, "{}");
  ASSERT_TRUE(reader.NextItem(&token, &octets).ok());
  EXPECT_EQ(token.kind, Token::Kind::kString);
  EXPECT_EQ(octets, "\"x\"");
  ASSERT_TRUE(reader.NextItem(&token, &octets).ok());
  EXPECT_EQ(token.kind, Token::Kind::kEndList);
  ASSERT_TRUE(reader.Next(&token).ok());
  EXPECT_EQ(token.kind, Token::Kind::kEnd);
}

TEST(JsonReaderTest, SteppingOverStillDemandsTheForm) {
  for (const std::string_view json :
       {"[[1,]]", "[[1 2]]", "[{\"a\"}]", "[{1:2}]", "[[}]", "[[",
        "[[\"\\x\"]]", "[[01]]", "[[\"\n\"]]"}) {
    JsonReader reader(json, 64);
    Token token;
    std::string_view octets;
    ASSERT_TRUE(reader.Next(&token).ok());
    EXPECT_FALSE(reader.NextItem(&token, &octets).ok()) << json;
  }
}

}  // namespace
}  // namespace wampbridge::wamp
