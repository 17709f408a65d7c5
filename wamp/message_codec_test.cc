// SPDX-License-Identifier: Apache-2.0
#include "wamp/message_codec.h"

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "wamp/codec/reader.h"
#include "wamp/codec/writer.h"

namespace wampbridge::wamp {
namespace {

constexpr Serializer kAll[] = {Serializer::kJson, Serializer::kMsgpack,
                               Serializer::kCbor};

// `json` in another serializer.
std::string Transcode(std::string_view json, Serializer serializer) {
  std::string out;
  std::unique_ptr<ValueSink> writer = NewValueWriter(serializer, &out);
  const absl::Status read = ReadValue(Serializer::kJson, json, *writer);
  EXPECT_TRUE(read.ok()) << read << " in " << json;
  return out;
}

std::string ErrorOf(Serializer serializer, std::string_view bytes) {
  const absl::StatusOr<Message> message = ParseMessage(serializer, bytes);
  if (message.ok()) return "accepted";
  EXPECT_EQ(message.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(message.status().message());
}

// Each message in its compact form, which writing must give back.
const std::vector<std::string> kMessages = {
    R"([1,"realm1",{"roles":{"caller":{"features":{"call_timeout":true}}}}])",
    R"([2,9007199254740992,{"roles":{"broker":{},"dealer":{}}}])",
    R"([3,{"message":"no"},"wamp.error.no_such_realm"])",
    R"([3,{},"wamp.error.protocol_violation",["why"],{"a":1}])",
    R"([4,"wampcra",{"challenge":"{\"nonce\":\"x\"}"}])",
    R"([5,"c2lnbmF0dXJl",{}])",
    R"([6,{},"wamp.close.normal"])",
    R"([8,48,7,{},"com.example.error",["x",1.0,null],{"k":[true]}])",
    R"([8,68,7,{},"com.example.error"])",
    R"([16,1,{"acknowledge":true,"exclude":[1,2]},"com.example.topic",[1]])",
    R"([17,1,2])",
    R"([32,1,{"match":"wildcard"},"com..topic"])",
    R"([33,1,2])",
    R"([34,1,2])",
    R"([35,1])",
    R"([35,0,{"subscription":2,"reason":"wamp.x"}])",
    R"([36,1,2,{"publisher":3,"retained":false},["\u0000AAE="]])",
    R"([48,1,{"timeout":1000,"x_private":null},"com.example.add",[1,2]])",
    R"([48,1,{},"com.example.add",[],{"a":1}])",
    R"([49,1,{"mode":"kill"}])",
    R"([50,1,{"progress":true},[42]])",
    R"([64,1,{"invoke":"roundrobin"},"com.example.add"])",
    R"([65,1,2])",
    R"([66,1,2])",
    R"([67,1])",
    R"([67,0,{"registration":2}])",
    R"([68,1,2,{"caller":3,"procedure":"a.b"},[],{"k":{"n":{}}}])",
    R"([69,1,{"mode":"killnowait"}])",
    R"([70,1,{}])",
};

TEST(MessageCodecTest, WritesEachMessageAsItWasRead) {
  for (const Serializer serializer : kAll) {
    for (const std::string& json : kMessages) {
      SCOPED_TRACE(json);
      const std::string bytes = Transcode(json, serializer);
      const absl::StatusOr<Message> message = ParseMessage(serializer, bytes);
      ASSERT_TRUE(message.ok()) << message.status();
      std::string written;
      ASSERT_TRUE(AppendMessage(serializer, *message, &written).ok());
      EXPECT_EQ(written, bytes);
    }
  }
}

TEST(MessageCodecTest, EveryPrefixOfAMessageIsRefused) {
  for (const Serializer serializer : kAll) {
    for (const std::string& json : kMessages) {
      const std::string bytes = Transcode(json, serializer);
      for (size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_FALSE(ParseMessage(serializer, bytes.substr(0, size)).ok())
            << SerializerName(serializer) << ' ' << json << " cut at " << size;
      }
    }
  }
}

TEST(MessageCodecTest, AnyOctetBehindAMessageIsRefused) {
  for (const Serializer serializer : kAll) {
    const std::string bytes = Transcode("[50,1,{}]", serializer) + "0";
    EXPECT_EQ(ErrorOf(serializer, bytes),
              "RESULT: something after the value at octet " +
                  std::to_string(bytes.size() - 1));
  }
}

struct Refusal {
  std::string_view json;
  std::string_view error;
};

constexpr Refusal kRefusals[] = {
    {"{}", "message is not a list"},
    {"[]", "lacks type"},
    {R"(["48",1,{},"a"])", "type is not an integer of 0..65535"},
    {"[7]", "unknown message type 7"},
    {"[337,1]", "unknown message type 337"},
    {"[50]", "RESULT: lacks Request"},
    {"[50,1]", "RESULT: lacks Details"},
    {"[50,0,{}]", "RESULT: Request is not an integer of 1..9007199254740992"},
    {"[50,9007199254740993,{}]",
     "RESULT: Request is not an integer of 1..9007199254740992"},
    {"[50,-1,{}]", "RESULT: Request is not an integer of 1..9007199254740992"},
    {"[50,true,{}]",
     "RESULT: Request is not an integer of 1..9007199254740992"},
    {"[50,1.0,{}]", "RESULT: Request is not an integer of 1..9007199254740992"},
    {"[50,1,[]]", "RESULT: Details is not a dictionary"},
    {"[50,1,{},{}]", "RESULT: Arguments is not a list"},
    {"[50,1,{},\"text\"]", "RESULT: Arguments is not a list"},
    {"[50,1,{},[],[]]", "RESULT: ArgumentsKw is not a dictionary"},
    {"[50,1,{},[],{},1]", "RESULT: has an item too many"},
    {"[33,1,2,{}]", "SUBSCRIBED: has an item too many"},
    {"[35,1,1]", "UNSUBSCRIBED: Details is not a dictionary"},
    {"[34,0,1]",
     "UNSUBSCRIBE: Request is not an integer of 1..9007199254740992"},
    {R"([8,50,1,{},"a.b"])", "ERROR: REQUEST.Type is not a request's type"},
    {R"([8,48,1,{},""])", "ERROR: Error is not a URI but empty"},
    {R"([48,1,{},7])", "CALL: Procedure is not a string"},
    {R"([48,1,{"timeout":true},"a"])",
     "CALL: Options.timeout is not an integer from 0"},
    {R"([48,1,{"receive_progress":1},"a"])",
     "CALL: Options.receive_progress is not a bool"},
    {R"([16,1,{"exclude":[0]},"a"])",
     "PUBLISH: Options.exclude is not a list of ids"},
    {R"([16,1,{"ppt_scheme":1},"a"])",
     "PUBLISH: Options.ppt_scheme is not a string"},
    {R"([32,1,{"match":"regex"},"a"])",
     "SUBSCRIBE: Options.match is not exact, prefix or wildcard"},
    {R"([1,"r",{"roles":{"caller":true}}])",
     "HELLO: Details.roles is not a dictionary of roles with their features"},
};

TEST(MessageCodecTest, SaysWhatIsWrongWithAMessage) {
  for (const Serializer serializer : kAll) {
    for (const Refusal& refusal : kRefusals) {
      EXPECT_EQ(ErrorOf(serializer, Transcode(refusal.json, serializer)),
                refusal.error)
          << SerializerName(serializer) << ' ' << refusal.json;
    }
  }
}

TEST(MessageCodecTest, UnknownAndNullOptionsPass) {
  const absl::StatusOr<Message> message = ParseMessage(
      Serializer::kJson,
      R"([36,1,2,{"publisher":null,"x_a":[1],"future":{"a":true}}])");
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_EQ(std::get<Event>(*message).details.size(), 3u);
}

TEST(MessageCodecTest, NullAndEmptyPayloadsAreAbsent) {
  for (const std::string_view json :
       {"[50,1,{}]", "[50,1,{},null]", "[50,1,{},[ ]]", "[50,1,{},[],{}]",
        "[50,1,{},null,null]", "[50,1,{},[],{ }]"}) {
    const absl::StatusOr<Message> message =
        ParseMessage(Serializer::kJson, json);
    ASSERT_TRUE(message.ok()) << message.status();
    EXPECT_EQ(std::get<Result>(*message).payload.args, "") << json;
    EXPECT_EQ(std::get<Result>(*message).payload.kwargs, "") << json;
  }
}

TEST(MessageCodecTest, PayloadIsAViewOfTheMessage) {
  const std::string json = R"([50,1,{}, [1, "]"] , {"a" : "}"} ])";
  const absl::StatusOr<Message> message = ParseMessage(Serializer::kJson, json);
  ASSERT_TRUE(message.ok()) << message.status();
  const PayloadView& payload = std::get<Result>(*message).payload;
  EXPECT_EQ(payload.args, R"([1, "]"])");
  EXPECT_EQ(payload.args.data(), json.data() + json.find("[1,"));
  EXPECT_EQ(payload.kwargs, R"({"a" : "}"})");
}

// A payload that only its reader can refuse must not end the session.
TEST(MessageCodecTest, PayloadIsHeldToItsFormOnly) {
  const std::string deep(100'000, '[');
  const std::string shallow(100'000, ']');
  const std::string json[] = {
      "[50,1,{},[\"\xFF\"]]",
      "[50,1,{},[123456789012345678901234567890,1e999]]",
      "[50,1,{},[\"\\ud800\",\"\\u0000?\"]]",
      "[50,1,{}," + deep + shallow + "]",
  };
  for (const std::string& bytes : json) {
    EXPECT_EQ(ErrorOf(Serializer::kJson, bytes), "accepted");
  }
  // An extension type; a key that is an integer; bad text.
  for (const std::string_view payload :
       {std::string_view("\x91\xD4\x01\x00", 4),
        std::string_view("\x91\x81\x01\x02"), std::string_view("\x91\xA1\xFF"),
        std::string_view("\x91\x91\x91\x90")}) {
    EXPECT_EQ(ErrorOf(Serializer::kMsgpack,
                      "\x94\x32\x01\x80" + std::string(payload)),
              "accepted");
  }
  // A tag; undefined; a simple value; a key that is an integer; bad text.
  for (const std::string_view payload :
       {"\x81\xC1\x01", "\x81\xF7", "\x81\xE0", "\x81\xA1\x01\x02",
        "\x81\x61\xFF", "\x9F\x9F\x81\x9F\xFF\x7F\x61\x61\xFF\xFF\xFF"}) {
    EXPECT_EQ(ErrorOf(Serializer::kCbor,
                      "\x84\x18\x32\x01\xA0" + std::string(payload)),
              "accepted");
  }
}

TEST(MessageCodecTest, OptionsAreHeldToTheNestingLimit) {
  auto nested = [](int depth) {
    return "[50,1,{\"a\":" + std::string(depth - 1, '[') +
           std::string(depth - 1, ']') + "}]";
  };
  EXPECT_EQ(ErrorOf(Serializer::kJson, nested(64)), "accepted");
  EXPECT_EQ(ErrorOf(Serializer::kJson, nested(65)),
            "RESULT: lists and dictionaries nested deeper than 65");
}

TEST(MessageCodecTest, OpaquePayloadIsKeptAsItIs) {
  for (const Serializer serializer : kAll) {
    const std::string bytes = Transcode(
        R"([36,1,2,{"enc_algo":"cryptobox"},"\u0000AAEC"])", serializer);
    const absl::StatusOr<Message> message = ParseMessage(serializer, bytes);
    ASSERT_TRUE(message.ok()) << message.status();
    std::string written;
    ASSERT_TRUE(AppendMessage(serializer, *message, &written).ok());
    EXPECT_EQ(written, bytes);
    EXPECT_EQ(ErrorOf(serializer,
                      Transcode(R"([36,1,2,{},"\u0000AAEC"])", serializer)),
              "EVENT: Arguments is not a list");
  }
}

TEST(MessageCodecTest, RequestInTwoPartsIsTheWholeMessage) {
  const Dict options = {{"receive_progress", true}, {"progress", true}};
  for (const Serializer serializer : kAll) {
    const std::string args = Transcode("[1]", serializer);
    const std::string kwargs = Transcode("{\"a\":2}", serializer);
    const EncodedPayload payloads[] = {
        {}, {args, {}}, {args, kwargs}, {{}, kwargs}};
    for (const EncodedPayload& payload : payloads) {
      const absl::StatusOr<EncodedRequest> call =
          EncodeCall(serializer, options, "a.b", payload);
      ASSERT_TRUE(call.ok()) << call.status();
      EXPECT_TRUE(call->wants_progress);
      EXPECT_TRUE(call->more);
      std::string parts;
      AppendRequest(serializer, *call, RequestId{kIdMax}, &parts);
      EXPECT_LE(parts.size(), call->octets_max());
      std::string whole;
      ASSERT_TRUE(
          AppendMessage(serializer,
                        Call{RequestId{kIdMax}, options, "a.b", payload.view()},
                        &whole)
              .ok());
      EXPECT_EQ(parts, whole);
    }
  }
}

TEST(MessageCodecTest, EachRequestHasItsType) {
  const std::pair<absl::StatusOr<EncodedRequest>, std::string> requests[] = {
      {EncodePublish(Serializer::kJson, {}, "a", {}), R"([16,5,{},"a"])"},
      {EncodeSubscribe(Serializer::kJson, {}, "a"), R"([32,5,{},"a"])"},
      {EncodeRegister(Serializer::kJson, {}, "a"), R"([64,5,{},"a"])"},
  };
  for (const auto& [request, json] : requests) {
    std::string out = "before";
    ASSERT_TRUE(request.ok());
    AppendRequest(Serializer::kJson, *request, RequestId{5}, &out);
    EXPECT_EQ(out, "before" + json);
  }
}

TEST(MessageCodecTest, WhatCannotBeSaidLeavesTheOutputAlone) {
  std::string out = "before";
  Call call{RequestId{1}, {{"x", std::nan("")}}, "a", {}};
  absl::Status status = AppendMessage(Serializer::kJson, call, &out);
  EXPECT_EQ(status.message(), "NaN cannot be said in JSON");
  EXPECT_EQ(out, "before");
  EXPECT_TRUE(AppendMessage(Serializer::kCbor, call, &out).ok());

  EXPECT_EQ(EncodeCall(Serializer::kMsgpack, {{"x", "\xFF"}}, "a", {})
                .status()
                .message(),
            "text with bad UTF-8 at octet 0");
  EXPECT_EQ(
      EncodeCall(Serializer::kJson, {{"x", std::string(1, '\0')}}, "a", {})
          .status()
          .message(),
      "text that begins with U+0000 cannot be said in WAMP's JSON");
}

}  // namespace
}  // namespace wampbridge::wamp
