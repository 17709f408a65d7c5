// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/payload_decoder.h"

#include <gmock/gmock.h>
#include <google/protobuf/arena.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "wamp/codec/writer.h"
#include "wamp/value.h"

namespace wampbridge::bridge {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;
using wamp::Serializer;

std::string Write(Serializer serializer, const wamp::Value& value) {
  std::string out;
  const auto writer = wamp::NewValueWriter(serializer, &out);
  EXPECT_TRUE(wamp::WriteValue(value, *writer).ok());
  return out;
}

struct Received {
  std::string args;
  std::string kwargs;
  wamp::PayloadView view() const { return {args, kwargs}; }
};

class PayloadDecoderTest : public ::testing::TestWithParam<Serializer> {
 protected:
  Received Parts(const wamp::Value& args, const wamp::Value& kwargs) {
    return {Write(GetParam(), args), Write(GetParam(), kwargs)};
  }
  v1::Payload Decode(const Received& received, v1::PayloadForm form) {
    v1::Payload payload;
    const absl::Status status =
        DecodePayload(GetParam(), received.view(), form, &payload);
    EXPECT_TRUE(status.ok()) << status;
    return payload;
  }
  v1::Value Only(const wamp::Value& value) {
    const v1::Payload payload = Decode(
        {Write(GetParam(), wamp::List{value}), ""}, v1::PAYLOAD_FORM_ARGUMENTS);
    EXPECT_EQ(payload.arguments().args_size(), 1);
    return payload.arguments().args(0);
  }
  std::string WhyNot(const Received& received, v1::PayloadForm form) {
    v1::Payload payload;
    const absl::Status status =
        DecodePayload(GetParam(), received.view(), form, &payload);
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
    return std::string(status.message());
  }
};

INSTANTIATE_TEST_SUITE_P(Serializers, PayloadDecoderTest,
                         ::testing::Values(Serializer::kJson,
                                           Serializer::kMsgpack,
                                           Serializer::kCbor),
                         [](const auto& tested) {
                           return std::string(SerializerName(tested.param));
                         });

wamp::Value Mixed() {
  return wamp::List{wamp::Value(),
                    true,
                    -7,
                    2.5,
                    "t\xC3\xA4xt",
                    wamp::Bytes{std::string("\0\xFF", 2)},
                    wamp::List{1, wamp::List{}},
                    wamp::Dict{{"k", wamp::Dict{}}}};
}

TEST_P(PayloadDecoderTest, EveryKindAsArguments) {
  const v1::Payload payload = Decode(Parts(Mixed(), wamp::Dict{{"count", 42}}),
                                     v1::PAYLOAD_FORM_ARGUMENTS);
  v1::Arguments expected;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        args { null_value: NULL_VALUE_UNSPECIFIED }
        args { bool_value: true }
        args { int64_value: -7 }
        args { double_value: 2.5 }
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
      )pb",
      &expected));
  EXPECT_TRUE(MessageDifferencer::Equals(payload.arguments(), expected))
      << payload.DebugString();
}

TEST_P(PayloadDecoderTest, EveryKindAsJson) {
  EXPECT_EQ(
      Decode(Parts(Mixed(), wamp::Dict{{"count", 42}}), v1::PAYLOAD_FORM_JSON)
          .json(),
      "{\"args\":[null,true,-7,2.5,\"t\xC3\xA4xt\",\"\\u0000AP8=\",[1,[]],"
      "{\"k\":{}}],\"kwargs\":{\"count\":42}}");
}

TEST_P(PayloadDecoderTest, AbsentArgumentsAreEmptyOnes) {
  EXPECT_TRUE(Decode({}, v1::PAYLOAD_FORM_ARGUMENTS).has_arguments());
  EXPECT_EQ(Decode({}, v1::PAYLOAD_FORM_JSON).json(), R"({"args":[]})");
  const v1::Payload encoded = Decode({}, v1::PAYLOAD_FORM_ENCODED_CBOR);
  EXPECT_EQ(encoded.encoded().serializer(), v1::SERIALIZER_CBOR);
  EXPECT_EQ(encoded.encoded().args(), "");
  EXPECT_EQ(encoded.encoded().kwargs(), "");
}

TEST_P(PayloadDecoderTest, EmptyKwargsAreLeftOutOfJson) {
  EXPECT_EQ(
      Decode(Parts(wamp::List{1}, wamp::Dict{}), v1::PAYLOAD_FORM_JSON).json(),
      R"({"args":[1]})");
}

TEST_P(PayloadDecoderTest, IntegersThatFitInt64AreInt64) {
  for (const int64_t value :
       {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{1} << 53,
        -(int64_t{1} << 53), std::numeric_limits<int64_t>::min(),
        std::numeric_limits<int64_t>::max()}) {
    const v1::Value got = Only(value);
    ASSERT_EQ(got.kind_case(), v1::Value::kInt64Value) << value;
    EXPECT_EQ(got.int64_value(), value);
  }
}

TEST_P(PayloadDecoderTest, LargerIntegersAreUint64) {
  for (const uint64_t value :
       {uint64_t{1} << 63, std::numeric_limits<uint64_t>::max()}) {
    const v1::Value got = Only(value);
    ASSERT_EQ(got.kind_case(), v1::Value::kUint64Value) << value;
    EXPECT_EQ(got.uint64_value(), value);
  }
}

TEST_P(PayloadDecoderTest, WholeDoubleStaysADouble) {
  for (const double value : {0.0, 1.0, -1.0, 9007199254740992.0}) {
    const v1::Value got = Only(value);
    ASSERT_EQ(got.kind_case(), v1::Value::kDoubleValue) << value;
    EXPECT_EQ(got.double_value(), value);
  }
}

wamp::Value Nested(int dicts) {
  wamp::Value value(1);
  for (int i = 0; i < dicts; ++i) value = wamp::Dict{{"a", value}};
  return wamp::List{value};
}

TEST_P(PayloadDecoderTest, NestingIsBoundedByTheForm) {
  const Received thirty = Parts(Nested(30), wamp::Dict{});
  EXPECT_TRUE(Decode(thirty, v1::PAYLOAD_FORM_ARGUMENTS).has_arguments());
  const Received more = Parts(Nested(31), wamp::Dict{});
  const std::string why = WhyNot(more, v1::PAYLOAD_FORM_ARGUMENTS);
  EXPECT_THAT(why, HasSubstr("payload: args[0].a.a.a"));
  EXPECT_THAT(why, HasSubstr("31 lists and dicts inside one another, the limit "
                             "is 30"));
  for (const v1::PayloadForm form :
       {v1::PAYLOAD_FORM_JSON, v1::PAYLOAD_FORM_ENCODED_JSON,
        v1::PAYLOAD_FORM_ENCODED_MSGPACK, v1::PAYLOAD_FORM_ENCODED_CBOR}) {
    Decode(Parts(Nested(64), wamp::Dict{}), form);
    EXPECT_THAT(WhyNot(Parts(Nested(65), wamp::Dict{}), form),
                HasSubstr("the limit is 64"));
  }
}

TEST_P(PayloadDecoderTest, BuildsOnAnArena) {
  google::protobuf::Arena arena;
  auto* payload = google::protobuf::Arena::CreateMessage<v1::Payload>(&arena);
  const Received received = Parts(Mixed(), wamp::Dict{{"k", Mixed()}});
  ASSERT_TRUE(DecodePayload(GetParam(), received.view(),
                            v1::PAYLOAD_FORM_ARGUMENTS, payload)
                  .ok());
  EXPECT_EQ(payload->arguments().kwargs().at("k").list_value().items_size(), 8);
  EXPECT_EQ(payload->arguments().args(0).GetArena(), &arena);
}

TEST_P(PayloadDecoderTest, EncodedFormsSayTheSame) {
  const Received received = Parts(wamp::List{1, "x"}, wamp::Dict{{"k", true}});
  const v1::Encoded json =
      Decode(received, v1::PAYLOAD_FORM_ENCODED_JSON).encoded();
  EXPECT_EQ(json.serializer(), v1::SERIALIZER_JSON);
  EXPECT_EQ(json.args(), R"([1,"x"])");
  EXPECT_EQ(json.kwargs(), R"({"k":true})");
  const v1::Encoded msgpack =
      Decode(received, v1::PAYLOAD_FORM_ENCODED_MSGPACK).encoded();
  EXPECT_EQ(msgpack.args(), "\x92\x01\xA1x");
  EXPECT_EQ(msgpack.kwargs(), "\x81\xA1k\xC3");
  const v1::Encoded cbor =
      Decode(received, v1::PAYLOAD_FORM_ENCODED_CBOR).encoded();
  EXPECT_EQ(cbor.args(), "\x82\x01\x61x");
  EXPECT_EQ(cbor.kwargs(), "\xA1\x61k\xF5");
}

TEST_P(PayloadDecoderTest, WhatIsNoListOrDictIsInternal) {
  const Received swapped = Parts(wamp::Dict{{"a", 1}}, wamp::List{1});
  for (const v1::PayloadForm form :
       {v1::PAYLOAD_FORM_ARGUMENTS, v1::PAYLOAD_FORM_JSON,
        v1::PAYLOAD_FORM_ENCODED_JSON}) {
    EXPECT_EQ(WhyNot(swapped, form), "payload: args: must be a list");
    EXPECT_EQ(WhyNot({"", swapped.kwargs}, form),
              "payload: kwargs: must be a dict");
  }
}

v1::Payload DecodeBytes(Serializer serializer, std::string_view args,
                        v1::PayloadForm form, absl::Status* status) {
  v1::Payload payload;
  *status = DecodePayload(serializer, {args, ""}, form, &payload);
  return payload;
}

TEST(PayloadDecoderFaultTest, BadUtf8IsInternalWithItsPath) {
  absl::Status status;
  for (const v1::PayloadForm form :
       {v1::PAYLOAD_FORM_ARGUMENTS, v1::PAYLOAD_FORM_JSON,
        v1::PAYLOAD_FORM_ENCODED_MSGPACK}) {
    DecodeBytes(Serializer::kMsgpack, "\x92\x01\xA1\xFF", form, &status);
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
    EXPECT_THAT(std::string(status.message()), HasSubstr("payload: args[1]: "));
  }
}

TEST(PayloadDecoderFaultTest, TypeThatValueLacksIsInternal) {
  absl::Status status;
  // A MessagePack extension, and a CBOR tag over nothing that Value has.
  DecodeBytes(Serializer::kMsgpack, "\x91\xD4\x05\x01",
              v1::PAYLOAD_FORM_ARGUMENTS, &status);
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  DecodeBytes(Serializer::kCbor, "\x81\xF7", v1::PAYLOAD_FORM_ARGUMENTS,
              &status);
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
}

TEST(PayloadDecoderFaultTest, WhatJsonCannotSayIsInternalInJsonOnly) {
  for (const wamp::Value& value :
       {wamp::Value(std::nan("")), wamp::Value(HUGE_VAL),
        wamp::Value(std::string("\0x", 2))}) {
    const std::string args = Write(Serializer::kCbor, wamp::List{1, value});
    absl::Status status;
    DecodeBytes(Serializer::kCbor, args, v1::PAYLOAD_FORM_JSON, &status);
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
    EXPECT_THAT(std::string(status.message()), HasSubstr("payload: args[1]: "));
    DecodeBytes(Serializer::kCbor, args, v1::PAYLOAD_FORM_ARGUMENTS, &status);
    EXPECT_TRUE(status.ok()) << status;
  }
}

TEST(PayloadDecoderFaultTest, KeyThatComesTwiceLeavesTheLastValue) {
  absl::Status status;
  const v1::Payload payload =
      DecodeBytes(Serializer::kJson, R"([{"a":[1],"a":[2]}])",
                  v1::PAYLOAD_FORM_ARGUMENTS, &status);
  ASSERT_TRUE(status.ok()) << status;
  const v1::Value& last =
      payload.arguments().args(0).dict_value().entries().at("a");
  ASSERT_EQ(last.list_value().items_size(), 1);
  EXPECT_EQ(last.list_value().items(0).int64_value(), 2);
}

}  // namespace
}  // namespace wampbridge::bridge
