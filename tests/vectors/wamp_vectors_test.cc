// SPDX-License-Identifier: Apache-2.0

// The WAMP project's message vectors ("singlemessage"), which do not belong to
// this repository: they are looked for in ../shared/wamp-vectors beside it, and
// each file that is not there is a test skipped by its name.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "wamp/codec/reader.h"
#include "wamp/codec/value_builder.h"
#include "wamp/codec/writer.h"
#include "wamp/message_codec.h"

namespace wampbridge::wamp {
namespace {

using nlohmann::json;

constexpr Serializer kAll[] = {Serializer::kJson, Serializer::kMsgpack,
                               Serializer::kCbor};

// Bazel's runfiles are links, which lead to the workspace itself.
std::filesystem::path VectorsFolder() {
  const char* source = std::getenv("TEST_SRCDIR");
  const char* workspace = std::getenv("TEST_WORKSPACE");
  if (source == nullptr || workspace == nullptr) return {};
  std::error_code error;
  const std::filesystem::path here =
      std::filesystem::canonical(std::filesystem::path(source) / workspace /
                                     "tests/vectors/wamp_vectors_test.cc",
                                 error);
  const auto root = here.parent_path().parent_path().parent_path();
  return root.parent_path() / "shared" / "wamp-vectors";
}

Value ReadOrFail(Serializer serializer, std::string_view bytes) {
  ValueBuilder builder;
  const absl::Status read = ReadValue(serializer, bytes, builder);
  EXPECT_TRUE(read.ok()) << read;
  return read.ok() ? builder.Take() : Value();
}

std::string Transcode(const json& value, Serializer serializer) {
  std::string out;
  const std::unique_ptr<ValueSink> writer = NewValueWriter(serializer, &out);
  EXPECT_TRUE(ReadValue(Serializer::kJson, value.dump(), *writer).ok());
  return out;
}

// All encodings of one message that the vectors allow in `serializer`.
std::vector<std::string> Variants(const json& sample, Serializer serializer) {
  std::vector<std::string> variants;
  const json& serializers = sample.at("serializers");
  for (const json& variant :
       serializers.at(std::string(SerializerName(serializer)))) {
    const std::string hex = variant.at("bytes_hex");
    variants.push_back(absl::HexStringToBytes(hex));
  }
  return variants;
}

PayloadView PayloadOf(const Message& message) {
  return std::visit(
      [](const auto& shape) -> PayloadView {
        if constexpr (requires { shape.payload; }) {
          return shape.payload;
        } else {
          return {};
        }
      },
      message);
}

// `expected` is null where the part is absent.
void ExpectPart(Serializer serializer, std::string_view octets,
                const json& expected) {
  if (expected.is_null() || expected.empty()) {
    EXPECT_EQ(octets, "");
    return;
  }
  EXPECT_EQ(ReadOrFail(serializer, octets),
            ReadOrFail(Serializer::kJson, expected.dump()));
}

void ExpectAttributes(Serializer serializer, const Message& message,
                      const json& expected) {
  if (expected.contains("message_type")) {
    EXPECT_EQ(static_cast<int>(TypeOf(message)),
              expected.at("message_type").get<int>());
  }
  const PayloadView payload = PayloadOf(message);
  if (expected.contains("payload") && expected.at("payload").is_string()) {
    const std::string hex = expected.at("payload");
    EXPECT_EQ(ReadOrFail(serializer, payload.args),
              Value(Bytes{absl::HexStringToBytes(hex)}));
    return;
  }
  ExpectPart(serializer, payload.args, expected.value("args", json()));
  ExpectPart(serializer, payload.kwargs, expected.value("kwargs", json()));
}

// Every variant is understood, and what is written of it is one of them.
void CheckEncodings(const json& sample) {
  for (const Serializer serializer : kAll) {
    SCOPED_TRACE(std::string(SerializerName(serializer)));
    const std::vector<std::string> variants = Variants(sample, serializer);
    ASSERT_FALSE(variants.empty());
    bool written_as_given = false;
    for (const std::string& bytes : variants) {
      const absl::StatusOr<Message> message = ParseMessage(serializer, bytes);
      ASSERT_TRUE(message.ok()) << message.status();
      ExpectAttributes(serializer, *message,
                       sample.value("expected_attributes", json::object()));
      std::string written;
      ASSERT_TRUE(AppendMessage(serializer, *message, &written).ok());
      written_as_given =
          written_as_given || std::ranges::count(variants, written) > 0;
    }
    EXPECT_TRUE(written_as_given);
  }
}

// A message whose options are right, or wrong as the sample says.
void CheckValidation(const json& sample) {
  for (const Serializer serializer : kAll) {
    SCOPED_TRACE(std::string(SerializerName(serializer)));
    const std::string bytes = Transcode(sample.at("wmsg"), serializer);
    const absl::StatusOr<Message> message = ParseMessage(serializer, bytes);
    if (!sample.contains("expected_error")) {
      EXPECT_TRUE(message.ok()) << message.status();
      continue;
    }
    ASSERT_FALSE(message.ok());
    EXPECT_EQ(message.status().code(), absl::StatusCode::kInvalidArgument);
    const std::string word = sample.at("expected_error").at("contains");
    EXPECT_NE(message.status().message().find(word), absl::string_view::npos)
        << message.status();
  }
}

class WampVectorsTest : public testing::TestWithParam<const char*> {};

TEST_P(WampVectorsTest, HoldBothWaysInEverySerializer) {
  const std::string name = std::string(GetParam()) + ".json";
  std::ifstream file(VectorsFolder() / name);
  if (!file) GTEST_SKIP() << "no wamp-vectors/" << name << " beside this tree";
  const std::string text((std::istreambuf_iterator<char>(file)),
                         std::istreambuf_iterator<char>());
  const json vectors = json::parse(text);
  ASSERT_FALSE(vectors.at("samples").empty());
  for (const json& sample : vectors.at("samples")) {
    SCOPED_TRACE(sample.at("description").get<std::string>());
    if (sample.contains("serializers")) CheckEncodings(sample);
    if (sample.contains("wmsg")) CheckValidation(sample);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Files, WampVectorsTest,
    testing::Values("abort", "authenticate", "call", "cancel", "challenge",
                    "event", "goodbye", "hello", "interrupt", "publish",
                    "published", "register", "registered", "result",
                    "subscribe", "subscribed", "unregister", "unregistered",
                    "unsubscribe", "unsubscribed", "yield"),
    [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace wampbridge::wamp
