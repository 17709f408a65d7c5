// SPDX-License-Identifier: Apache-2.0

// Properties of values over all serializers, tried with random ones. The seed
// is printed; WAMPBRIDGE_SEED repeats a run.

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "wamp/codec/reader.h"
#include "wamp/codec/scanner.h"
#include "wamp/codec/utf8.h"
#include "wamp/codec/value_builder.h"
#include "wamp/codec/writer.h"
#include "wamp/test_seed.h"

namespace wampbridge::wamp {
namespace {

constexpr Serializer kAll[] = {Serializer::kJson, Serializer::kMsgpack,
                               Serializer::kCbor};
constexpr int kRuns = 1000;

class ValuePropertyTest : public testing::Test {
 protected:
  ValuePropertyTest() { random_.seed(TestSeed()); }

  size_t Below(size_t end) { return random_() % end; }

  Value RandomValue(int depth) {
    switch (Below(depth > 0 ? 9 : 7)) {
      case 0:
        return {};
      case 1:
        return Below(2) == 0;
      case 2:
        return RandomInteger();
      case 3:
        return random_();
      case 4:
        return RandomDouble();
      case 5:
        return RandomText();
      case 6:
        return Bytes{RandomOctets()};
      case 7:
        return RandomList(depth - 1);
      default:
        return RandomDict(depth - 1);
    }
  }

  // Any bit length is equally likely, and so are the limits' neighbours.
  int64_t RandomInteger() {
    const auto shifted = static_cast<int64_t>(random_() >> Below(64));
    return Below(2) == 0 ? shifted : -1 - shifted;
  }

  double RandomDouble() {
    constexpr std::array kSpecial = {
        0.0,
        -0.0,
        1.0,
        9007199254740992.0,
        std::numeric_limits<double>::max(),
        std::numeric_limits<double>::denorm_min(),
        std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::quiet_NaN(),
    };
    switch (Below(3)) {
      case 0:
        return kSpecial[Below(kSpecial.size())];
      case 1:
        return static_cast<double>(RandomInteger());
      default:
        return std::bit_cast<double>(random_());
    }
  }

  std::string RandomText() {
    std::string text;
    for (size_t left = Below(40); left > 0; --left) {
      const auto c =
          static_cast<char32_t>(Below(4) == 0 ? Below(0x110000) : Below(0x80));
      if (c < 0xD800 || c > 0xDFFF) AppendUtf8(c, &text);
    }
    return text;
  }

  std::string RandomOctets() {
    std::string octets(Below(300), '\0');
    for (char& octet : octets) octet = static_cast<char>(random_());
    return octets;
  }

  List RandomList(int depth) {
    List list;
    for (size_t left = Below(20); left > 0; --left) {
      list.push_back(RandomValue(depth));
    }
    return list;
  }

  Dict RandomDict(int depth) {
    Dict dict;
    for (size_t left = Below(20); left > 0; --left) {
      dict.Set(RandomText(), RandomValue(depth));
    }
    return dict;
  }

  // Takes out, puts in or changes a few octets.
  std::string Mutate(std::string bytes) {
    for (size_t left = 1 + Below(4); left > 0 && !bytes.empty(); --left) {
      const size_t place = Below(bytes.size());
      switch (Below(3)) {
        case 0:
          bytes[place] = static_cast<char>(random_());
          break;
        case 1:
          bytes.erase(place, 1 + Below(3));
          break;
        default:
          bytes.insert(place, 1, bytes[Below(bytes.size())]);
      }
    }
    return bytes;
  }

  std::mt19937_64 random_;
};

absl::Status Write(Serializer serializer, const Value& value,
                   std::string* out) {
  out->clear();
  const std::unique_ptr<ValueSink> writer = NewValueWriter(serializer, out);
  return WriteValue(value, *writer);
}

// In a form that tells all values from each other, NaN's bits too.
std::string Canonical(const Value& value) {
  std::string out;
  EXPECT_TRUE(Write(Serializer::kCbor, value, &out).ok());
  return out;
}

bool NamesWhatJsonLacks(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInvalidArgument &&
         (status.message() == "NaN cannot be said in JSON" ||
          status.message() == "infinity cannot be said in JSON" ||
          status.message() ==
              "text that begins with U+0000 cannot be said in WAMP's JSON");
}

TEST_F(ValuePropertyTest, ComesBackEqualOverEachSerializerOrIsRefusedByName) {
  for (int run = 0; run < kRuns; ++run) {
    const Value value = RandomValue(4);
    for (const Serializer serializer : kAll) {
      std::string bytes;
      const absl::Status written = Write(serializer, value, &bytes);
      if (!written.ok()) {
        EXPECT_EQ(serializer, Serializer::kJson);
        EXPECT_TRUE(NamesWhatJsonLacks(written)) << written;
        continue;
      }
      ValueBuilder builder;
      const absl::Status read = ReadValue(serializer, bytes, builder);
      ASSERT_TRUE(read.ok()) << read;
      EXPECT_EQ(Canonical(builder.Take()), Canonical(value));
    }
  }
}

TEST_F(ValuePropertyTest, StaysEqualFromAnySerializerIntoAnyOther) {
  for (int run = 0; run < kRuns; ++run) {
    const Value value = RandomValue(4);
    for (const Serializer from : kAll) {
      std::string source;
      if (!Write(from, value, &source).ok()) continue;
      for (const Serializer to : kAll) {
        std::string target;
        std::string direct;
        const std::unique_ptr<ValueSink> writer = NewValueWriter(to, &target);
        const absl::Status copied = ReadValue(from, source, *writer);
        const absl::Status written = Write(to, value, &direct);
        ASSERT_EQ(copied, written);
        if (copied.ok()) {
          EXPECT_EQ(target, direct);
        }
      }
    }
  }
}

TEST_F(ValuePropertyTest, BrokenOctetsAreRefusedAlikeByReaderAndScanner) {
  for (int run = 0; run < kRuns; ++run) {
    const List list = RandomList(3);
    for (const Serializer serializer : kAll) {
      std::string bytes;
      if (!Write(serializer, list, &bytes).ok()) continue;
      bytes = Mutate(std::move(bytes));
      ValueBuilder builder;
      const absl::Status read = ReadValue(serializer, bytes, builder);
      const absl::Status scanned = ScanArgs(serializer, bytes);
      const bool is_list = read.ok() && builder.Take().AsList() != nullptr;
      EXPECT_EQ(scanned.ok(), is_list || bytes.empty()) << read << scanned;
    }
  }
}

bool NamesOurOwnRule(const absl::Status& status) {
  for (const absl::string_view rule :
       {"integer outside", "number outside", "not Base64",
        "key that begins with U+0000", "nested deeper"}) {
    if (status.message().find(rule) != absl::string_view::npos) return true;
  }
  return false;
}

// Another's parser as the judge of what is JSON.
TEST_F(ValuePropertyTest, JsonIsWhatNlohmannTakesForIt) {
  for (int run = 0; run < kRuns; ++run) {
    std::string json;
    if (!Write(Serializer::kJson, RandomValue(3), &json).ok()) continue;
    if (run % 4 != 0) json = Mutate(std::move(json));
    ValueBuilder builder;
    const absl::Status read = ReadValue(Serializer::kJson, json, builder);
    // It takes NUL for the end and steps over a byte order mark.
    if (json.find('\0') != std::string::npos || json.starts_with('\xEF')) {
      continue;
    }
    const bool accepted = nlohmann::json::accept(json);
    EXPECT_TRUE(accepted == read.ok() || (accepted && NamesOurOwnRule(read)))
        << read << " in " << json;
  }
}

}  // namespace
}  // namespace wampbridge::wamp
