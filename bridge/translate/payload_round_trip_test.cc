// SPDX-License-Identifier: Apache-2.0

// Random arguments, in every form, over every serializer, come back as they
// went.

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>

#include "bridge/translate/payload_decoder.h"
#include "bridge/translate/payload_encoder.h"

namespace wampbridge::bridge {
namespace {

using google::protobuf::util::MessageDifferencer;
using wamp::Serializer;

constexpr Serializer kSerializers[] = {Serializer::kJson, Serializer::kMsgpack,
                                       Serializer::kCbor};

// Makes what every serializer can say, with a liking for borders.
class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  v1::Payload Payload() {
    v1::Payload payload;
    v1::Arguments& arguments = *payload.mutable_arguments();
    for (uint64_t i = Below(4); i > 0; --i) Fill(arguments.add_args(), 0);
    for (uint64_t i = Below(3); i > 0; --i) {
      Fill(&(*arguments.mutable_kwargs())[Text()], 0);
    }
    return payload;
  }

 private:
  uint64_t Below(uint64_t bound) { return random_() % bound; }

  std::string Text() {
    static constexpr const char* kPieces[] = {"a",
                                              "\"",
                                              "\\",
                                              "/",
                                              "\n",
                                              "\x01",
                                              " ",
                                              "\x7F",
                                              "\xC3\xA4",
                                              "\xE2\x82\xAC",
                                              "\xF0\x9F\x98\x80",
                                              "\xE2\x80\xA8",
                                              "{",
                                              "]"};
    std::string text;
    for (uint64_t i = Below(6); i > 0; --i) {
      text += kPieces[Below(std::size(kPieces))];
    }
    return text;
  }

  std::string Octets() {
    std::string octets;
    for (uint64_t i = Below(40); i > 0; --i) {
      octets += static_cast<char>(random_());
    }
    return octets;
  }

  uint64_t Integer() {
    const uint64_t power = uint64_t{1} << Below(64);
    switch (Below(4)) {
      case 0:
        return power - 1;
      case 1:
        return power;
      case 2:
        return uint64_t{0} - power;
      default:
        return random_();
    }
  }

  double Double() {
    const auto number = std::bit_cast<double>(random_());
    if (Below(3) == 0 || !std::isfinite(number)) {
      return static_cast<double>(static_cast<int64_t>(Integer()));
    }
    return number;
  }

  void Fill(v1::Value* value, int depth) {
    switch (Below(depth < 5 ? 9 : 7)) {
      case 0:
        return value->set_null_value(v1::NULL_VALUE_UNSPECIFIED);
      case 1:
        return value->set_bool_value(Below(2) == 1);
      case 2:
        return value->set_int64_value(static_cast<int64_t>(Integer()));
      case 3:
        return value->set_uint64_value(Integer() | (uint64_t{1} << 63));
      case 4:
        return value->set_double_value(Double());
      case 5:
        return value->set_string_value(Text());
      case 6:
        return value->set_bytes_value(Octets());
      case 7:
        value->mutable_list_value();
        for (uint64_t i = Below(20); i > 0; --i) {
          Fill(value->mutable_list_value()->add_items(), depth + 1);
        }
        return;
      default:
        value->mutable_dict_value();
        for (uint64_t i = Below(5); i > 0; --i) {
          Fill(&(*value->mutable_dict_value()->mutable_entries())[Text()],
               depth + 1);
        }
    }
  }

  std::mt19937_64 random_;
};

// Over a session that speaks `serializer`, to a client that wants `form`.
v1::Payload Carry(const v1::Payload& payload, Serializer serializer,
                  v1::PayloadForm form) {
  const auto encoded = EncodePayload(payload, serializer);
  EXPECT_TRUE(encoded.ok()) << encoded.status() << payload.DebugString();
  v1::Payload carried;
  if (!encoded.ok()) return carried;
  const absl::Status status =
      DecodePayload(serializer, encoded->view(), form, &carried);
  EXPECT_TRUE(status.ok()) << status;
  return carried;
}

TEST(PayloadRoundTripTest, EveryFormOverEverySerializerSaysTheSame) {
  const uint32_t first = std::random_device()();
  for (uint32_t i = 0; i < 50; ++i) {
    SCOPED_TRACE("seed " + std::to_string(first + i));
    const v1::Payload payload = Generator(first + i).Payload();
    for (const Serializer there : kSerializers) {
      for (const v1::PayloadForm form :
           {v1::PAYLOAD_FORM_ARGUMENTS, v1::PAYLOAD_FORM_JSON,
            v1::PAYLOAD_FORM_ENCODED_JSON, v1::PAYLOAD_FORM_ENCODED_MSGPACK,
            v1::PAYLOAD_FORM_ENCODED_CBOR}) {
        const v1::Payload carried = Carry(payload, there, form);
        for (const Serializer back : kSerializers) {
          const v1::Payload again =
              Carry(carried, back, v1::PAYLOAD_FORM_ARGUMENTS);
          ASSERT_TRUE(MessageDifferencer::Equals(again, payload))
              << payload.DebugString() << "became " << again.DebugString();
        }
      }
    }
  }
}

}  // namespace
}  // namespace wampbridge::bridge
