// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/msgpack_reader.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"
#include "wamp/codec/reader.h"
#include "wamp/codec/value_builder.h"

namespace wampbridge::wamp {
namespace {

// `hex` read into a Value; the error's message where it is refused.
Value Read(std::string_view hex) {
  ValueBuilder builder;
  const std::string bytes =
      absl::HexStringToBytes(absl::string_view(hex.data(), hex.size()));
  const absl::Status status = ReadValue(Serializer::kMsgpack, bytes, builder);
  return status.ok() ? builder.Take() : Value(std::string(status.message()));
}

TEST(MsgpackReaderTest, IntegersOfAnyWidthAreOne) {
  for (const std::string_view hex :
       {"07", "cc07", "cd0007", "ce00000007", "cf0000000000000007", "d007",
        "d10007", "d200000007", "d30000000000000007"}) {
    EXPECT_EQ(Read(hex), Value(7)) << hex;
  }
  for (const std::string_view hex :
       {"ff", "d0ff", "d1ffff", "d2ffffffff", "d3ffffffffffffffff"}) {
    EXPECT_EQ(Read(hex), Value(-1)) << hex;
  }
  EXPECT_EQ(Read("e0"), Value(-32));
  EXPECT_EQ(Read("7f"), Value(127));
  EXPECT_EQ(Read("d38000000000000000"),
            Value(std::numeric_limits<int64_t>::min()));
  EXPECT_EQ(Read("cf7fffffffffffffff"),
            Value(std::numeric_limits<int64_t>::max()));
  EXPECT_EQ(Read("cfffffffffffffffff"),
            Value(std::numeric_limits<uint64_t>::max()));
}

TEST(MsgpackReaderTest, FloatsOfBothWidthsAreDoubles) {
  EXPECT_EQ(Read("ca3fc00000"), Value(1.5));
  EXPECT_EQ(Read("cb3ff8000000000000"), Value(1.5));
  EXPECT_TRUE(std::isnan(*Read("cb7ff8000000000000").AsDouble()));
  EXPECT_EQ(Read("ca7f800000"), Value(std::numeric_limits<double>::infinity()));
}

TEST(MsgpackReaderTest, TextIsNotData) {
  for (const std::string_view hex :
       {"a161", "d90161", "da000161", "db0000000161"}) {
    EXPECT_EQ(Read(hex), Value("a")) << hex;
  }
  for (const std::string_view hex : {"c40161", "c5000161", "c60000000161"}) {
    EXPECT_EQ(Read(hex), Value(Bytes{"a"})) << hex;
  }
  EXPECT_EQ(Read("c402ff00"), Value(Bytes{std::string("\xFF\0", 2)}));
}

TEST(MsgpackReaderTest, ListsAndDictionariesOfAnyWidth) {
  for (const std::string_view hex :
       {"92c0c3", "dc0002c0c3", "dd00000002c0c3"}) {
    EXPECT_EQ(Read(hex), Value(List{Value(), true})) << hex;
  }
  for (const std::string_view hex :
       {"81a161c2", "de0001a161c2", "df00000001a161c2"}) {
    EXPECT_EQ(Read(hex), Value(Dict{{"a", false}})) << hex;
  }
  EXPECT_EQ(Read("928081a16b9107"), Value(List{Dict{}, Dict{{"k", List{7}}}}));
}

TEST(MsgpackReaderTest, FaultsAreNamedWithTheirOctet) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "unexpected end at octet 0"},
      {"91", "length beyond the end at octet 0"},
      {"cd00", "unexpected end at octet 2"},
      {"a261", "length beyond the end at octet 0"},
      {"ddffffffff", "length beyond the end at octet 0"},
      {"dfffffffff", "length beyond the end at octet 0"},
      {"91c1", "0xC1, which is not MessagePack at octet 1"},
      {"c0c0", "something after the value at octet 1"},
      {"8101c0", "a key that is no string at octet 1"},
      {"81c40161c0", "a key that is no string at octet 1"},
      {"a2c328", "bad UTF-8 at octet 1"},
      {"81a1ffc0", "bad UTF-8 at octet 2"},
      {"91d40500",
       "MessagePack extension type 5, which WAMP lacks, at octet 1"},
      {"d6ff00000000",
       "MessagePack extension type -1, which WAMP lacks, at octet 0"},
      {"c70005", "MessagePack extension type 5, which WAMP lacks, at octet 0"},
      {"c70105", "length beyond the end at octet 0"},
  };
  for (const auto& [hex, error] : cases) {
    EXPECT_EQ(Read(hex), Value(error)) << hex;
  }
}

TEST(MsgpackReaderTest, NestingIsLimitedAndNamed) {
  ValueBuilder builder;
  const absl::Status status =
      ReadValue(Serializer::kMsgpack, "\x91\x91\x90", builder, ReadLimits{2});
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(status.message(), "lists and dictionaries nested deeper than 2");
}

TEST(MsgpackReaderTest, NextItemStepsOverContainers) {
  const std::string bytes = absl::HexStringToBytes(
      "94"
      "92a15d90"
      "80"
      "81d40500c1c0"
      "a178");
  MsgpackReader reader(bytes, 64);
  Token token;
  std::string_view octets;
  ASSERT_TRUE(reader.Next(&token).ok());
  ASSERT_TRUE(reader.NextItem(&token, &octets).ok());
  EXPECT_EQ(octets, "\x92\xA1]\x90");
  ASSERT_TRUE(reader.NextItem(&token, &octets).ok());
  EXPECT_EQ(token.kind, Token::Kind::kBeginDict);
  EXPECT_EQ(token.size, 0u);
  // 0xC1 has no length: where the item ends would be a guess.
  EXPECT_FALSE(reader.NextItem(&token, &octets).ok());
}

}  // namespace
}  // namespace wampbridge::wamp
