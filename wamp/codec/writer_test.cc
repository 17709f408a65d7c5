// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/writer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"
#include "wamp/codec/reader.h"

namespace wampbridge::wamp {
namespace {

using std::string_literals::operator""s;

std::string Write(Serializer serializer, const Value& value) {
  std::string out;
  const std::unique_ptr<ValueSink> writer = NewValueWriter(serializer, &out);
  const absl::Status status = WriteValue(value, *writer);
  return status.ok() ? out : std::string(status.message());
}

std::string Json(const Value& value) { return Write(Serializer::kJson, value); }
std::string Hex(Serializer serializer, const Value& value) {
  return absl::BytesToHexString(Write(serializer, value));
}

TEST(JsonWriterTest, WritesCompactly) {
  EXPECT_EQ(Json(List{Value(), true, false, -1, "a", List{}, Dict{}}),
            R"([null,true,false,-1,"a",[],{}])");
  EXPECT_EQ(Json(Dict{{"a", 1}, {"b", List{1, Dict{{"c", 2}}, 3}}, {"d", 4}}),
            R"({"a":1,"b":[1,{"c":2},3],"d":4})");
  EXPECT_EQ(Json(std::numeric_limits<int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(Json(std::numeric_limits<uint64_t>::max()), "18446744073709551615");
}

TEST(JsonWriterTest, WholeDoublesStayDoubles) {
  const std::pair<double, std::string_view> cases[] = {
      {1.0, "1.0"},
      {-0.0, "-0.0"},
      {0.1, "0.1"},
      {1e22, "1e+22"},
      {1e-7, "1e-07"},
      {5e-324, "5e-324"},
      {9007199254740992.0, "9007199254740992.0"},
      {123456.0, "123456.0"},
  };
  for (const auto& [number, json] : cases) EXPECT_EQ(Json(number), json);
}

TEST(JsonWriterTest, EscapesWhatMustBe) {
  EXPECT_EQ(Json("\"\\/\n\r\t\b\x1F\x7Fü"),
            "\"\\\"\\\\/\\n\\r\\t\\u0008\\u001f\x7Fü\"");
  EXPECT_EQ(Json("a\0"s), "\"a\\u0000\"");
}

TEST(JsonWriterTest, DataIsBase64) {
  EXPECT_EQ(Json(Bytes{"\x00\x01\xFF\xFE"s}), R"("\u0000AAH//g==")");
  EXPECT_EQ(Json(Bytes{}), R"("\u0000")");
}

TEST(JsonWriterTest, WhatJsonCannotSayIsRefused) {
  EXPECT_EQ(Json(std::nan("")), "NaN cannot be said in JSON");
  EXPECT_EQ(Json(-std::numeric_limits<double>::infinity()),
            "infinity cannot be said in JSON");
  const std::string_view mark =
      "text that begins with U+0000 cannot be said in WAMP's JSON";
  EXPECT_EQ(Json("\0a"s), mark);
  EXPECT_EQ(Json(Dict{{"\0a"s, 1}}), mark);
}

TEST(WriterTest, TextMustBeUtf8) {
  for (const Serializer serializer :
       {Serializer::kJson, Serializer::kMsgpack, Serializer::kCbor}) {
    EXPECT_EQ(Write(serializer, List{"a\xFF"}),
              "text with bad UTF-8 at octet 1");
    EXPECT_EQ(Write(serializer, Dict{{"\xFF", 1}}),
              "text with bad UTF-8 at octet 0");
  }
}

struct Form {
  Value value;
  std::string_view msgpack;
  std::string_view cbor;
};

TEST(WriterTest, IntegersAreShortest) {
  const Form forms[] = {
      {0, "00", "00"},
      {23, "17", "17"},
      {24, "18", "1818"},
      {127, "7f", "187f"},
      {128, "cc80", "1880"},
      {255, "ccff", "18ff"},
      {256, "cd0100", "190100"},
      {65535, "cdffff", "19ffff"},
      {65536, "ce00010000", "1a00010000"},
      {int64_t{4294967295}, "ceffffffff", "1affffffff"},
      {int64_t{4294967296}, "cf0000000100000000", "1b0000000100000000"},
      {std::numeric_limits<uint64_t>::max(), "cfffffffffffffffff",
       "1bffffffffffffffff"},
      {-1, "ff", "20"},
      {-24, "e8", "37"},
      {-32, "e0", "381f"},
      {-33, "d0df", "3820"},
      {-128, "d080", "387f"},
      {-129, "d1ff7f", "3880"},
      {-256, "d1ff00", "38ff"},
      {-32768, "d18000", "397fff"},
      {-32769, "d2ffff7fff", "398000"},
      {int64_t{-2147483648}, "d280000000", "3a7fffffff"},
      {int64_t{-2147483649}, "d3ffffffff7fffffff", "3a80000000"},
      {std::numeric_limits<int64_t>::min(), "d38000000000000000",
       "3b7fffffffffffffff"},
  };
  for (const Form& form : forms) {
    EXPECT_EQ(Hex(Serializer::kMsgpack, form.value), form.msgpack);
    EXPECT_EQ(Hex(Serializer::kCbor, form.value), form.cbor);
  }
}

TEST(WriterTest, EachTypeHasItsForm) {
  const Form forms[] = {
      {Value(), "c0", "f6"},
      {false, "c2", "f4"},
      {true, "c3", "f5"},
      {1.0, "cb3ff0000000000000", "fb3ff0000000000000"},
      {"a", "a161", "6161"},
      {Bytes{"a"}, "c40161", "4161"},
      {List{1, List{}}, "920190", "820180"},
      {Dict{{"a", Dict{}}}, "81a16180", "a16161a0"},
  };
  for (const Form& form : forms) {
    EXPECT_EQ(Hex(Serializer::kMsgpack, form.value), form.msgpack);
    EXPECT_EQ(Hex(Serializer::kCbor, form.value), form.cbor);
  }
}

TEST(WriterTest, LengthsAreShortest) {
  auto head = [](Serializer serializer, const Value& value, size_t length) {
    const std::string bytes = Write(serializer, value);
    return absl::BytesToHexString(bytes.substr(0, bytes.size() - length));
  };
  struct Case {
    size_t length;
    std::string_view str, bin, text, bytes;
  };
  const Case cases[] = {
      {23, "b7", "c417", "77", "57"},
      {24, "b8", "c418", "7818", "5818"},
      {31, "bf", "c41f", "781f", "581f"},
      {32, "d920", "c420", "7820", "5820"},
      {255, "d9ff", "c4ff", "78ff", "58ff"},
      {256, "da0100", "c50100", "790100", "590100"},
      {65535, "daffff", "c5ffff", "79ffff", "59ffff"},
      {65536, "db00010000", "c600010000", "7a00010000", "5a00010000"},
  };
  for (const Case& c : cases) {
    const std::string text(c.length, 'x');
    EXPECT_EQ(head(Serializer::kMsgpack, text, c.length), c.str);
    EXPECT_EQ(head(Serializer::kMsgpack, Bytes{text}, c.length), c.bin);
    EXPECT_EQ(head(Serializer::kCbor, text, c.length), c.text);
    EXPECT_EQ(head(Serializer::kCbor, Bytes{text}, c.length), c.bytes);
  }
}

// JSON does not tell the size beforehand; the result must be the same as when
// it is known.
TEST(WriterTest, CountsArePatchedIn) {
  for (const size_t count : {0, 1, 15, 16, 23, 24, 255, 256, 65535, 65536}) {
    List list(count, Value(List{1}));
    Dict inner;
    for (size_t i = 0; i < std::min<size_t>(count, 300); ++i) {
      inner.Set(std::to_string(i), List{});
    }
    const Value value = List{std::move(list), std::move(inner), 7};
    const std::string json = Json(value);
    for (const Serializer serializer :
         {Serializer::kMsgpack, Serializer::kCbor}) {
      std::string out = "before";
      const auto writer = NewValueWriter(serializer, &out);
      ASSERT_TRUE(ReadValue(Serializer::kJson, json, *writer).ok());
      EXPECT_EQ(out, "before" + Write(serializer, value)) << count;
    }
  }
}

}  // namespace
}  // namespace wampbridge::wamp
