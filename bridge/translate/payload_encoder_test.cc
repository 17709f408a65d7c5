// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/payload_encoder.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "wamp/codec/reader.h"
#include "wamp/codec/value_builder.h"
#include "wamp/value.h"

namespace wampbridge::bridge {
namespace {

using ::testing::HasSubstr;
using wamp::Serializer;

constexpr int64_t kTwo53 = int64_t{1} << 53;

v1::Payload Json(std::string_view json) {
  v1::Payload payload;
  payload.set_json(std::string(json));
  return payload;
}

v1::Payload Arguments(const std::string& text) {
  v1::Payload payload;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      text, payload.mutable_arguments()));
  return payload;
}

v1::Payload Encoded(v1::Serializer serializer, std::string_view args,
                    std::string_view kwargs = "") {
  v1::Payload payload;
  payload.mutable_encoded()->set_serializer(serializer);
  payload.mutable_encoded()->set_args(std::string(args));
  payload.mutable_encoded()->set_kwargs(std::string(kwargs));
  return payload;
}

// What the octets say, or null for absent ones.
wamp::Value Read(Serializer serializer, std::string_view octets) {
  if (octets.empty()) return {};
  wamp::ValueBuilder builder;
  const absl::Status status = wamp::ReadValue(serializer, octets, builder);
  EXPECT_TRUE(status.ok()) << status;
  return builder.Take();
}

std::string WhyRefused(const v1::Payload& payload, Serializer serializer) {
  const auto encoded = EncodePayload(payload, serializer);
  EXPECT_EQ(encoded.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(encoded.status().message());
}

class PayloadEncoderTest : public ::testing::TestWithParam<Serializer> {
 protected:
  wamp::Value Args(const v1::Payload& payload) {
    const auto encoded = EncodePayload(payload, GetParam());
    EXPECT_TRUE(encoded.ok()) << encoded.status();
    return encoded.ok() ? Read(GetParam(), encoded->args) : wamp::Value();
  }
  wamp::Value Kwargs(const v1::Payload& payload) {
    const auto encoded = EncodePayload(payload, GetParam());
    EXPECT_TRUE(encoded.ok()) << encoded.status();
    return encoded.ok() ? Read(GetParam(), encoded->kwargs) : wamp::Value();
  }
};

INSTANTIATE_TEST_SUITE_P(Serializers, PayloadEncoderTest,
                         ::testing::Values(Serializer::kJson,
                                           Serializer::kMsgpack,
                                           Serializer::kCbor),
                         [](const auto& tested) {
                           return std::string(SerializerName(tested.param));
                         });

TEST_P(PayloadEncoderTest, NoFormIsNoArguments) {
  const auto encoded = EncodePayload(v1::Payload(), GetParam());
  ASSERT_TRUE(encoded.ok());
  EXPECT_EQ(encoded->args, "");
  EXPECT_EQ(encoded->kwargs, "");
}

TEST_P(PayloadEncoderTest, EmptyPartsAreAbsent) {
  for (const v1::Payload& payload :
       {Arguments(""), Json("[]"), Json("{}"),
        Json(R"({"args":[],"kwargs":{}})"),
        Encoded(v1::SERIALIZER_JSON, "[]", "{}"),
        Encoded(v1::SERIALIZER_CBOR, "\x80", "\xA0"),
        Encoded(v1::SERIALIZER_MSGPACK, "", "")}) {
    const auto encoded = EncodePayload(payload, GetParam());
    ASSERT_TRUE(encoded.ok()) << encoded.status();
    EXPECT_EQ(encoded->args, "");
    EXPECT_EQ(encoded->kwargs, "");
  }
}

TEST_P(PayloadEncoderTest, EveryKindOfArgument) {
  const v1::Payload payload = Arguments(R"pb(
    args { null_value: NULL_VALUE_UNSPECIFIED }
    args { bool_value: true }
    args { int64_value: -7 }
    args { double_value: 2 }
    args { string_value: "t\303\244xt" }
    args { bytes_value: "\000\377" }
    args {
      list_value {
        items { int64_value: 1 }
        items { list_value {} }
      }
    }
    args {
      dict_value {
        entries {
          key: "k"
          value { dict_value {} }
        }
      }
    }
    kwargs {
      key: "count"
      value { int64_value: 42 }
    }
  )pb");
  EXPECT_EQ(Args(payload),
            wamp::Value(wamp::List{wamp::Value(), true, -7, 2.0, "t\xC3\xA4xt",
                                   wamp::Bytes{std::string("\0\xFF", 2)},
                                   wamp::List{1, wamp::List{}},
                                   wamp::Dict{{"k", wamp::Dict{}}}}));
  EXPECT_EQ(Kwargs(payload), wamp::Value(wamp::Dict{{"count", 42}}));
}

TEST_P(PayloadEncoderTest, IntegersOfEverySizeStayWhatTheyAre) {
  for (const int64_t value :
       {int64_t{0}, int64_t{1}, int64_t{-1}, kTwo53, -kTwo53, kTwo53 + 1,
        std::numeric_limits<int64_t>::min(),
        std::numeric_limits<int64_t>::max()}) {
    v1::Payload typed;
    typed.mutable_arguments()->add_args()->set_int64_value(value);
    EXPECT_EQ(Args(typed), wamp::Value(wamp::List{value}));
    EXPECT_EQ(Args(Json("[" + std::to_string(value) + "]")),
              wamp::Value(wamp::List{value}));
  }
}

TEST_P(PayloadEncoderTest, UnsignedIntegersAreAcceptedInTheirWholeRange) {
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  for (const uint64_t value : {uint64_t{0}, uint64_t{1}, uint64_t{1} << 53,
                               uint64_t{std::numeric_limits<int64_t>::max()},
                               uint64_t{1} << 63, kMax}) {
    v1::Payload typed;
    typed.mutable_arguments()->add_args()->set_uint64_value(value);
    EXPECT_EQ(Args(typed), wamp::Value(wamp::List{value}));
    EXPECT_EQ(Args(Json("[" + std::to_string(value) + "]")),
              wamp::Value(wamp::List{value}));
  }
}

TEST_P(PayloadEncoderTest, WholeDoubleStaysADouble) {
  for (const double value :
       {0.0, -0.0, 1.0, -1.0, 9007199254740992.0, 1.5, 1e300, -1e-300}) {
    v1::Payload typed;
    typed.mutable_arguments()->add_args()->set_double_value(value);
    const wamp::Value args = Args(typed);
    ASSERT_NE(args.AsList(), nullptr);
    ASSERT_NE(args.AsList()->front().AsDouble(), nullptr) << value;
    EXPECT_EQ(*args.AsList()->front().AsDouble(), value);
  }
  EXPECT_EQ(Args(Json("[1.0, 2e3]")), wamp::Value(wamp::List{1.0, 2000.0}));
}

TEST_P(PayloadEncoderTest, JsonObjectHasArgsAndKwargs) {
  const v1::Payload payload =
      Json(R"( {"kwargs": {"a": [null]}, "args": ["x", {"b": false}]} )");
  EXPECT_EQ(Args(payload),
            wamp::Value(wamp::List{"x", wamp::Dict{{"b", false}}}));
  EXPECT_EQ(Kwargs(payload),
            wamp::Value(wamp::Dict{{"a", wamp::List{wamp::Value()}}}));
}

TEST_P(PayloadEncoderTest, BareJsonArrayIsArgs) {
  EXPECT_EQ(Args(Json(R"(["hello", 42])")),
            wamp::Value(wamp::List{"hello", 42}));
  EXPECT_EQ(Kwargs(Json("[1]")), wamp::Value());
}

TEST_P(PayloadEncoderTest, JsonStringThatBeginsWithNulIsBinary) {
  EXPECT_EQ(Args(Json(R"(["\u0000AP8="])")),
            wamp::Value(wamp::List{wamp::Bytes{std::string("\0\xFF", 2)}}));
}

TEST_P(PayloadEncoderTest, EncodedBytesSayTheSameInEverySerializer) {
  const wamp::Value args(wamp::List{1, "x", wamp::List{2.5}});
  const wamp::Value kwargs(wamp::Dict{{"k", true}});
  for (const v1::Payload& payload :
       {Encoded(v1::SERIALIZER_JSON, R"([1,"x",[2.5]])", R"({"k":true})"),
        Encoded(
            v1::SERIALIZER_MSGPACK,
            std::string_view("\x93\x01\xA1x\x91\xCB\x40\x04\0\0\0\0\0\0", 14),
            "\x81\xA1k\xC3"),
        Encoded(v1::SERIALIZER_CBOR,
                std::string_view("\x83\x01\x61x\x81\xF9\x41\x00", 8),
                "\xA1\x61k\xF5")}) {
    EXPECT_EQ(Args(payload), args);
    EXPECT_EQ(Kwargs(payload), kwargs);
  }
}

std::string NestedJson(int dicts) {
  std::string json;
  for (int i = 0; i < dicts; ++i) json += R"({"a":)";
  return json + "1" + std::string(dicts, '}');
}

v1::Payload NestedArguments(int dicts) {
  v1::Payload payload;
  v1::Value* value = payload.mutable_arguments()->add_args();
  for (int i = 0; i < dicts; ++i) {
    value = &(*value->mutable_dict_value()->mutable_entries())["a"];
  }
  value->set_int64_value(1);
  return payload;
}

TEST_P(PayloadEncoderTest, ThirtyNestedDictsAsArgumentsPass) {
  EXPECT_TRUE(EncodePayload(NestedArguments(30), GetParam()).ok());
}

TEST_P(PayloadEncoderTest, ThirtyOneNestedDictsAsArgumentsAreRefused) {
  const std::string why = WhyRefused(NestedArguments(31), GetParam());
  EXPECT_THAT(why, HasSubstr("payload: args[0].a.a.a"));
  EXPECT_THAT(why, HasSubstr("31 lists and dicts inside one another, the limit "
                             "is 30"));
}

TEST_P(PayloadEncoderTest, SixtyFourNestedDictsInJsonPass) {
  for (const std::string& json :
       {"[" + NestedJson(64) + "]", R"({"args":[)" + NestedJson(64) + "]}",
        R"({"kwargs":{"x":)" + NestedJson(64) + "}}"}) {
    const auto encoded = EncodePayload(Json(json), GetParam());
    EXPECT_TRUE(encoded.ok()) << encoded.status();
  }
}

TEST_P(PayloadEncoderTest, SixtyFiveNestedDictsInJsonAreRefused) {
  for (const std::string& json :
       {"[" + NestedJson(65) + "]", R"({"args":[)" + NestedJson(65) + "]}",
        R"({"kwargs":{"x":)" + NestedJson(65) + "}}"}) {
    EXPECT_THAT(WhyRefused(Json(json), GetParam()),
                HasSubstr("65 lists and dicts inside one another, the limit is "
                          "64"));
  }
  EXPECT_THAT(WhyRefused(Json("[" + NestedJson(100'000) + "]"), GetParam()),
              HasSubstr("the limit is 64"));
}

TEST_P(PayloadEncoderTest, EncodedBytesNestSixtyFourDeep) {
  const std::string deepest = "[" + NestedJson(64) + "]";
  EXPECT_TRUE(
      EncodePayload(Encoded(v1::SERIALIZER_JSON, deepest), GetParam()).ok());
  const std::string deeper = "[" + NestedJson(65) + "]";
  EXPECT_THAT(WhyRefused(Encoded(v1::SERIALIZER_JSON, deeper), GetParam()),
              HasSubstr("the limit is 64"));
}

TEST_P(PayloadEncoderTest, ValueWithoutKindIsRefusedWithItsPath) {
  EXPECT_EQ(WhyRefused(Arguments(R"pb(
                         kwargs {
                           key: "order"
                           value {
                             dict_value {
                               entries {
                                 key: "items"
                                 value {
                                   list_value {
                                     items { int64_value: 1 }
                                     items {}
                                   }
                                 }
                               }
                             }
                           }
                         })pb"),
                       GetParam()),
            "payload: kwargs.order.items[1]: the Value has no kind set");
}

TEST_P(PayloadEncoderTest, JsonThatIsNoPayloadIsRefused) {
  const struct {
    const char* json;
    const char* why;
  } rows[] = {
      {"7", "JSON must be an array or an object with args and kwargs"},
      {"null", "JSON must be an array or an object"},
      {R"("x")", "JSON must be an array or an object"},
      {R"({"args": 7})", "payload: args: must be an array"},
      {R"({"args": null})", "payload: args: must be an array"},
      {R"({"args": {}})", "payload: args: must be an array"},
      {R"({"kwargs": []})", "payload: kwargs: must be an object"},
      {R"({"kwargs": "x"})", "payload: kwargs: must be an object"},
      {R"({"arg": []})", "the member .arg; only args and kwargs are known"},
      {R"({"args": [], "args": []})", "args: is there twice"},
      {R"([{"a": 1, "a": 2}])", "payload: args[0].a: the key is there twice"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(WhyRefused(Json(row.json), GetParam()), HasSubstr(row.why));
  }
}

TEST_P(PayloadEncoderTest, BadJsonIsRefusedWithOffset) {
  for (const char* json :
       {"", "[", "[1,]", "[1] 2", "{\"args\":[1}", "[NaN]", "[Infinity]",
        "['x']", "[\"\\ud800\"]", "[\"\\u0000not base64\"]", "[01]", "// x"}) {
    EXPECT_THAT(WhyRefused(Json(json), GetParam()), HasSubstr("octet")) << json;
  }
}

TEST_P(PayloadEncoderTest, IntegerBeyondUint64InJsonIsRefusedWithItsPath) {
  for (const char* integer : {"18446744073709551616", "-9223372036854775809"}) {
    const std::string json =
        std::string(R"({"args":[1],"kwargs":{"order":{"items":[0,)") + integer +
        "]}}}";
    EXPECT_THAT(WhyRefused(Json(json), GetParam()),
                HasSubstr("payload: kwargs.order.items[1]: "));
  }
}

TEST_P(PayloadEncoderTest, EncodedBytesThatAreNoArgumentsAreRefused) {
  EXPECT_EQ(WhyRefused(Encoded(v1::SERIALIZER_UNSPECIFIED, "[]"), GetParam()),
            "payload: encoded.serializer is not set");
  EXPECT_EQ(WhyRefused(Encoded(v1::SERIALIZER_JSON, "7"), GetParam()),
            "payload: args: must be a list");
  EXPECT_EQ(WhyRefused(Encoded(v1::SERIALIZER_CBOR, "\xA0"), GetParam()),
            "payload: args: must be a list");
  EXPECT_EQ(WhyRefused(Encoded(v1::SERIALIZER_JSON, "", "[]"), GetParam()),
            "payload: kwargs: must be a dict");
}

TEST_P(PayloadEncoderTest, MalformedEncodedBytesAreRefusedWithOffset) {
  for (const v1::Payload& payload :
       {Encoded(v1::SERIALIZER_JSON,
                "[1] "
                "[2]"),
        Encoded(v1::SERIALIZER_JSON, "[1"),
        Encoded(v1::SERIALIZER_MSGPACK, "\x92\x01"),
        Encoded(v1::SERIALIZER_MSGPACK, "\x90\x90"),
        Encoded(v1::SERIALIZER_MSGPACK, "\x91\xA1\xFF"),
        Encoded(v1::SERIALIZER_CBOR, "\x81\x61\xFF"),
        Encoded(v1::SERIALIZER_CBOR, "", "\xA1\x01\x01")}) {
    EXPECT_THAT(WhyRefused(payload, GetParam()), HasSubstr("octet"));
  }
}

TEST(PayloadEncoderJsonTest, NumbersThatAreNoneAreRefusedWithTheirPath) {
  for (const double value : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    v1::Payload payload;
    auto& kwargs = *payload.mutable_arguments()->mutable_kwargs();
    v1::List& items =
        *(*kwargs["order"].mutable_dict_value()->mutable_entries())["items"]
             .mutable_list_value();
    for (int i = 0; i < 3; ++i) items.add_items()->set_int64_value(i);
    items.add_items()->set_double_value(value);
    EXPECT_THAT(WhyRefused(payload, Serializer::kJson),
                HasSubstr("payload: kwargs.order.items[3]: "));
    EXPECT_TRUE(EncodePayload(payload, Serializer::kMsgpack).ok());
    EXPECT_TRUE(EncodePayload(payload, Serializer::kCbor).ok());
  }
}

TEST(PayloadEncoderJsonTest, TextThatBeginsWithNulIsRefusedWithItsPath) {
  v1::Payload payload;
  payload.mutable_arguments()->add_args()->set_string_value(
      std::string("\0x", 2));
  EXPECT_THAT(WhyRefused(payload, Serializer::kJson),
              HasSubstr("payload: args[0]: text that begins with U+0000"));
  EXPECT_TRUE(EncodePayload(payload, Serializer::kMsgpack).ok());
}

TEST(PayloadEncoderJsonTest, EncodedNanIsRefusedWhereTheSessionSpeaksJson) {
  const v1::Payload payload =
      Encoded(v1::SERIALIZER_CBOR, std::string_view("\x81\xF9\x7E\x00", 4));
  EXPECT_THAT(WhyRefused(payload, Serializer::kJson),
              HasSubstr("payload: args[0]: NaN"));
}

TEST(PayloadEncoderSpliceTest, BytesOfTheSameSerializerAreCarriedAsTheyAre) {
  const std::string json = R"([ 1.50 , "\u0041" ])";
  const auto encoded = EncodePayload(
      Encoded(v1::SERIALIZER_JSON, json, "{ \"a\" : 1 }"), Serializer::kJson);
  ASSERT_TRUE(encoded.ok());
  EXPECT_EQ(encoded->args, json);
  EXPECT_EQ(encoded->kwargs, "{ \"a\" : 1 }");
}

TEST_P(PayloadEncoderTest, PassthruTakesOneBinary) {
  const auto encoded = EncodePayload(Json(R"(["\u0000AP8="])"), GetParam());
  ASSERT_TRUE(encoded.ok());
  EXPECT_TRUE(CheckPassthruPayload(*encoded, GetParam()).ok());
}

TEST_P(PayloadEncoderTest, PassthruRefusesEverythingElse) {
  for (const char* json :
       {"[]", "[1]", R"(["x"])", R"(["\u0000AP8=",1])", R"([["\u0000AP8="]])",
        R"({"args":["\u0000AP8="],"kwargs":{"a":1}})", "{}",
        R"(["\u0000AP8=","\u0000AP8="])", R"([{"a":"\u0000AP8="}])"}) {
    const auto encoded = EncodePayload(Json(json), GetParam());
    ASSERT_TRUE(encoded.ok()) << encoded.status();
    EXPECT_EQ(CheckPassthruPayload(*encoded, GetParam()),
              absl::InvalidArgumentError("payload: with ppt_scheme it must be "
                                         "exactly one binary argument"))
        << json;
  }
}

}  // namespace
}  // namespace wampbridge::bridge
