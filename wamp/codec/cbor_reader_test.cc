// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/cbor_reader.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"
#include "wamp/codec/cbor_head.h"
#include "wamp/codec/reader.h"
#include "wamp/codec/value_builder.h"

namespace wampbridge::wamp {
namespace {

std::string Octets(std::string_view hex) {
  return absl::HexStringToBytes(absl::string_view(hex.data(), hex.size()));
}

// `hex` read into a Value; the error's message where it is refused.
Value Read(std::string_view hex) {
  ValueBuilder builder;
  const absl::Status status =
      ReadValue(Serializer::kCbor, Octets(hex), builder);
  return status.ok() ? builder.Take() : Value(std::string(status.message()));
}

TEST(CborReaderTest, IntegersOfAnyWidthAreOne) {
  for (const std::string_view hex :
       {"07", "1807", "190007", "1a00000007", "1b0000000000000007"}) {
    EXPECT_EQ(Read(hex), Value(7)) << hex;
  }
  for (const std::string_view hex :
       {"20", "3800", "390000", "3a00000000", "3b0000000000000000"}) {
    EXPECT_EQ(Read(hex), Value(-1)) << hex;
  }
  EXPECT_EQ(Read("3b7fffffffffffffff"),
            Value(std::numeric_limits<int64_t>::min()));
  EXPECT_EQ(Read("1b7fffffffffffffff"),
            Value(std::numeric_limits<int64_t>::max()));
  EXPECT_EQ(Read("1bffffffffffffffff"),
            Value(std::numeric_limits<uint64_t>::max()));
}

// RFC 8949, appendix A.
TEST(CborReaderTest, FloatsOfEveryWidthAreDoubles) {
  const std::pair<std::string_view, double> cases[] = {
      {"f90000", 0.0},
      {"f93c00", 1.0},
      {"f93e00", 1.5},
      {"f97bff", 65504.0},
      {"f90001", 5.960464477539063e-8},
      {"f90400", 0.00006103515625},
      {"f9c400", -4.0},
      {"f97c00", std::numeric_limits<double>::infinity()},
      {"f9fc00", -std::numeric_limits<double>::infinity()},
      {"fa47c35000", 100000.0},
      {"fa7f7fffff", 3.4028234663852886e+38},
      {"fb3ff199999999999a", 1.1},
      {"fbc010666666666666", -4.1},
  };
  for (const auto& [hex, number] : cases) {
    EXPECT_EQ(Read(hex), Value(number)) << hex;
  }
  EXPECT_TRUE(std::signbit(*Read("f98000").AsDouble()));
  EXPECT_TRUE(std::isnan(*Read("f97e00").AsDouble()));
  EXPECT_TRUE(std::isnan(*Read("fb7ff8000000000000").AsDouble()));
}

TEST(CborReaderTest, StringsOfBothKinds) {
  EXPECT_EQ(Read("60"), Value(""));
  EXPECT_EQ(Read("62c3bc"), Value("ü"));
  EXPECT_EQ(Read("780161"), Value("a"));
  EXPECT_EQ(Read("40"), Value(Bytes{}));
  EXPECT_EQ(Read("4401020304"), Value(Bytes{"\x01\x02\x03\x04"}));
  EXPECT_EQ(Read("5f42010243030405ff"), Value(Bytes{"\x01\x02\x03\x04\x05"}));
  EXPECT_EQ(Read("7f657374726561646d696e67ff"), Value("streaming"));
  EXPECT_EQ(Read("7fff"), Value(""));
}

TEST(CborReaderTest, CountedAndIndefiniteContainersAreOne) {
  const Value nested = List{1, List{2, 3}, List{4, 5}};
  for (const std::string_view hex :
       {"8301820203820405", "9f018202039f0405ffff", "9f01820203820405ff",
        "83018202039f0405ff", "83019f0203ff820405"}) {
    EXPECT_EQ(Read(hex), nested) << hex;
  }
  const Value dict = Dict{{"a", 1}, {"b", List{2, 3}}};
  for (const std::string_view hex :
       {"a26161016162820203", "bf61610161629f0203ffff"}) {
    EXPECT_EQ(Read(hex), dict) << hex;
  }
  EXPECT_EQ(Read("9fff"), Value(List{}));
  EXPECT_EQ(Read("bfff"), Value(Dict{}));
}

TEST(CborReaderTest, FaultsAreNamedWithTheirOctet) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "unexpected end at octet 0"},
      {"19", "unexpected end at octet 1"},
      {"81", "length beyond the end at octet 0"},
      {"9bffffffffffffffff", "length beyond the end at octet 0"},
      {"bbffffffffffffffff", "length beyond the end at octet 0"},
      {"bb8000000000000000", "length beyond the end at octet 0"},
      {"9f01", "unexpected end at octet 2"},
      {"7f6161", "unexpected end at octet 3"},
      {"1c", "reserved CBOR octet at octet 0"},
      {"1f", "reserved CBOR octet at octet 0"},
      {"ff", "stray CBOR break at octet 0"},
      {"82ff01", "stray CBOR break at octet 1"},
      {"bf6161ff", "a key without a value at octet 3"},
      {"f6f6", "something after the value at octet 1"},
      {"a101f6", "a key that is no string at octet 1"},
      {"a14161f6", "a key that is no string at octet 1"},
      {"62c328", "bad UTF-8 at octet 1"},
      {"7f61c361a9ff", "bad UTF-8 at octet 2"},
      {"7f4161ff", "foreign chunk in a CBOR string at octet 1"},
      {"5f5f4101ffff", "foreign chunk in a CBOR string at octet 1"},
      {"3b8000000000000000", "integer below -2^63 at octet 0"},
      {"81c249010000000000000000", "CBOR tag 2, which WAMP lacks, at octet 1"},
      {"81f7", "CBOR undefined, which WAMP lacks, at octet 1"},
      {"f0", "CBOR simple value 16, which WAMP lacks, at octet 0"},
      {"f8ff", "CBOR simple value 255, which WAMP lacks, at octet 0"},
  };
  for (const auto& [hex, error] : cases) {
    EXPECT_EQ(Read(hex), Value(error)) << hex;
  }
}

TEST(CborReaderTest, NestingIsLimitedAndNamed) {
  for (const std::string_view hex : {"818180", "9f9f9f", "a16161a16161a0"}) {
    ValueBuilder builder;
    const absl::Status status =
        ReadValue(Serializer::kCbor, Octets(hex), builder, ReadLimits{2});
    EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(status.message(), "lists and dictionaries nested deeper than 2");
  }
}

TEST(CborReaderTest, NextItemStepsOverContainers) {
  for (const std::string_view item :
       {"820102", "9f0102ff", "9f820102bf61615f4101ffffff", "81c1f7",
        "a201020304", "9f8180ff", "819f9fffff", "bfff", "80"}) {
    const std::string octets = Octets(item);
    const std::string bytes = "\x82" + octets + "\x07";
    CborReader reader(bytes, 64);
    Token token;
    std::string_view skipped;
    ASSERT_TRUE(reader.Next(&token).ok());
    ASSERT_TRUE(reader.NextItem(&token, &skipped).ok()) << item;
    EXPECT_EQ(skipped, octets) << item;
    ASSERT_TRUE(reader.Next(&token).ok());
    EXPECT_EQ(token.integer, 7);
  }
}

TEST(CborReaderTest, SteppingOverStillDemandsTheForm) {
  const std::string deep(kSkippedIndefiniteMax + 1, '\x9F');
  const std::string ends(kSkippedIndefiniteMax + 1, '\xFF');
  for (const std::string& item :
       {Octets("9f"), Octets("81ff"), Octets("9f81ffff"), Octets("9f7f01ffff"),
        Octets("811c"), deep + ends}) {
    const std::string bytes = "\x9F" + item + "\xFF";
    CborReader reader(bytes, 64);
    Token token;
    std::string_view skipped;
    ASSERT_TRUE(reader.Next(&token).ok());
    EXPECT_FALSE(reader.NextItem(&token, &skipped).ok() &&
                 reader.Next(&token).ok());
  }
}

}  // namespace
}  // namespace wampbridge::wamp
