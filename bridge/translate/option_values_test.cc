// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/option_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "proto/wampbridge/v1/bridge.pb.h"

namespace wampbridge::bridge {
namespace {

using ::testing::HasSubstr;

v1::Value Text(std::string text) {
  v1::Value value;
  value.set_string_value(std::move(text));
  return value;
}

v1::Value Number(int64_t number) {
  v1::Value value;
  value.set_int64_value(number);
  return value;
}

v1::Value Nested(int lists) {
  v1::Value value = Number(1);
  for (int i = 0; i < lists; ++i) {
    v1::Value outer;
    *outer.mutable_list_value()->add_items() = value;
    value = outer;
  }
  return value;
}

std::string WhyNot(const v1::Value& value) {
  const auto converted = OptionValue("f", value);
  EXPECT_EQ(converted.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(converted.status().message());
}

TEST(OptionValueTest, EveryKindIsTaken) {
  v1::Value value;
  EXPECT_FALSE(OptionValue("f", value).ok());
  value.set_null_value(v1::NULL_VALUE_UNSPECIFIED);
  EXPECT_EQ(*OptionValue("f", value), wamp::Value());
  value.set_bool_value(true);
  EXPECT_EQ(*OptionValue("f", value), wamp::Value(true));
  value.set_double_value(2);
  EXPECT_EQ(*OptionValue("f", value), wamp::Value(2.0));
  value.set_bytes_value("\xFF");
  EXPECT_EQ(*OptionValue("f", value), wamp::Value(wamp::Bytes{"\xFF"}));
  (*value.mutable_dict_value()->mutable_entries())["k"] = Text("v");
  EXPECT_EQ(*OptionValue("f", value), wamp::Value(wamp::Dict{{"k", "v"}}));
  *value.mutable_list_value()->add_items() = Number(1);
  EXPECT_EQ(*OptionValue("f", value), wamp::Value(wamp::List{1}));
}

TEST(OptionValueTest, IntegersOfEverySizeAreTaken) {
  for (const int64_t number :
       {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{1} << 53,
        -(int64_t{1} << 53), std::numeric_limits<int64_t>::min(),
        std::numeric_limits<int64_t>::max()}) {
    EXPECT_EQ(*OptionValue("f", Number(number)), wamp::Value(number));
  }
  v1::Value value;
  value.set_uint64_value(std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(*OptionValue("f", value),
            wamp::Value(std::numeric_limits<uint64_t>::max()));
}

TEST(OptionValueTest, WhatSomeSerializerCannotSayIsRefusedInAny) {
  v1::Value value;
  EXPECT_EQ(WhyNot(value), "f: the Value has no kind set");
  for (const double number : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    value.set_double_value(number);
    EXPECT_EQ(WhyNot(value), "f: is not a finite number");
  }
  EXPECT_EQ(WhyNot(Text(std::string("\0x", 2))),
            "f: text that begins with U+0000");
  v1::Value dict;
  (*dict.mutable_dict_value()->mutable_entries())[std::string("\0", 1)] =
      Number(1);
  EXPECT_THAT(WhyNot(dict), HasSubstr("U+0000"));
  v1::Value list;
  *list.mutable_list_value()->add_items() = Number(1);
  *list.mutable_list_value()->add_items() = value;
  EXPECT_EQ(WhyNot(list), "f[1]: is not a finite number");
}

TEST(OptionValueTest, NestingIsBounded) {
  EXPECT_TRUE(OptionValue("f", Nested(30)).ok());
  EXPECT_THAT(WhyNot(Nested(31)),
              HasSubstr("31 lists and dicts inside one another, the limit is "
                        "30"));
}

absl::Status Add(const std::string& key, const v1::Value& value,
                 const ExtraKeys* listed = nullptr) {
  ExtraOptions extra;
  extra[key] = value;
  wamp::Dict options;
  absl::Status status = AddExtra(extra, listed, &options);
  EXPECT_EQ(status.ok(), options.Find(key) != nullptr);
  return status;
}

TEST(ExtraOptionsTest, PrivateKeysAreTaken) {
  for (const char* key : {"_abc", "___a", "_a_1", "x_a", "x_1", "x__"}) {
    EXPECT_TRUE(Add(key, Number(1)).ok()) << key;
  }
}

TEST(ExtraOptionsTest, OtherKeysAreRefused) {
  const ExtraKeys listed = {"concurrency"};
  for (const char* key :
       {"", "_", "_ab", "x", "x_", "x_A", "_Abc", "_a b", "concurrenc",
        "Concurrency", "abc", "x-a", "_ab\xC3\xA4"}) {
    EXPECT_EQ(Add(key, Number(1), &listed).code(),
              absl::StatusCode::kInvalidArgument)
        << key;
  }
  EXPECT_EQ(Add("abc", Number(1)),
            absl::InvalidArgumentError(
                "options.extra.abc: must be _[a-z0-9_]{3,}, x_[a-z0-9_]+, or "
                "among the router's extra_options"));
}

TEST(ExtraOptionsTest, ListedKeysAreTaken) {
  const ExtraKeys listed = {"concurrency", "special"};
  EXPECT_TRUE(Add("concurrency", Number(3), &listed).ok());
  EXPECT_TRUE(Add("special", Text("x"), &listed).ok());
}

TEST(ExtraOptionsTest, OptionWithFieldOfItsOwnIsRefusedEvenIfListed) {
  for (const char* key :
       {"timeout", "exclude_me", "disclose_me", "receive_progress", "progress",
        "ppt_scheme", "match", "get_retained", "eligible", "invoke", "rkey"}) {
    const ExtraKeys listed = {key};
    EXPECT_EQ(Add(key, Number(1), &listed),
              absl::InvalidArgumentError(
                  "options.extra." + std::string(key) +
                  ": is an option of the specification; extra is for others"));
  }
}

TEST(ExtraOptionsTest, KnownOptionMustHaveItsType) {
  const ExtraKeys listed = {"concurrency", "force_reregister", "forward_for",
                            "transaction_hash"};
  EXPECT_EQ(Add("concurrency", Text("3"), &listed),
            absl::InvalidArgumentError(
                "options.extra.concurrency: must be an integer"));
  EXPECT_FALSE(Add("concurrency", Number(0), &listed).ok());
  EXPECT_FALSE(Add("force_reregister", Number(1), &listed).ok());
  EXPECT_FALSE(Add("forward_for", Number(1), &listed).ok());
  EXPECT_FALSE(Add("transaction_hash", Number(1), &listed).ok());
  EXPECT_TRUE(Add("transaction_hash", Text("0x1"), &listed).ok());
}

TEST(ExtraOptionsTest, FaultInAValueNamesTheKey) {
  EXPECT_EQ(Add("_abc", Text(std::string(1, '\0'))),
            absl::InvalidArgumentError(
                "options.extra._abc: text that begins with U+0000"));
}

v1::CallOptions Call(const char* scheme, const char* serializer = "",
                     const char* cipher = "", const char* keyid = "") {
  v1::CallOptions options;
  options.set_ppt_scheme(scheme);
  options.set_ppt_serializer(serializer);
  options.set_ppt_cipher(cipher);
  options.set_ppt_keyid(keyid);
  return options;
}

RouterTraits Router(bool has) {
  return {.name = "main",
          .has = [has](std::string_view, std::string_view) { return has; }};
}

TEST(PassthruTest, FieldsBecomeOptions) {
  const v1::CallOptions call = Call("wamp", "cbor", "xsalsa20poly1305", "k1");
  EXPECT_TRUE(CheckPassthru(Passthru::Of(call)).ok());
  wamp::Dict options;
  ASSERT_TRUE(
      AddPassthru(Passthru::Of(call), Router(true), "dealer", &options).ok());
  EXPECT_EQ(options, (wamp::Dict{{"ppt_scheme", "wamp"},
                                 {"ppt_serializer", "cbor"},
                                 {"ppt_cipher", "xsalsa20poly1305"},
                                 {"ppt_keyid", "k1"}}));
}

TEST(PassthruTest, UnusedNeedsNoFeatureAndAddsNothing) {
  wamp::Dict options;
  const v1::CallOptions call;
  EXPECT_TRUE(CheckPassthru(Passthru::Of(call)).ok());
  EXPECT_TRUE(
      AddPassthru(Passthru::Of(call), Router(false), "dealer", &options).ok());
  EXPECT_TRUE(options.empty());
}

TEST(PassthruTest, RouterWithoutTheFeatureIsNamed) {
  wamp::Dict options;
  const v1::CallOptions call = Call("x_own");
  EXPECT_EQ(
      AddPassthru(Passthru::Of(call), Router(false), "dealer", &options),
      absl::UnimplementedError(
          "options.ppt_scheme: needs the feature payload_passthru_mode, which "
          "the dealer of router main did not announce"));
}

TEST(PassthruTest, UnknownSchemeIsRefused) {
  for (const char* scheme : {"WAMP", "x_", "xown", "protobuf"}) {
    EXPECT_EQ(CheckPassthru(Passthru::Of(Call(scheme))),
              absl::InvalidArgumentError("options.ppt_scheme: must be wamp, "
                                         "mqtt, or begin with x_"))
        << scheme;
  }
  EXPECT_TRUE(CheckPassthru(Passthru::Of(Call("mqtt"))).ok());
  EXPECT_TRUE(CheckPassthru(Passthru::Of(Call("x_own"))).ok());
}

TEST(PassthruTest, OtherFieldsNeedAScheme) {
  EXPECT_EQ(CheckPassthru(Passthru::Of(Call("", "cbor"))),
            absl::InvalidArgumentError(
                "options.ppt_serializer: needs options.ppt_scheme"));
  EXPECT_FALSE(CheckPassthru(Passthru::Of(Call("", "", "c"))).ok());
  EXPECT_FALSE(CheckPassthru(Passthru::Of(Call("", "", "", "k"))).ok());
}

}  // namespace
}  // namespace wampbridge::bridge
