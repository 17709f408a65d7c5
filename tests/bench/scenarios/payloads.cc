// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/payloads.h"

#include <google/protobuf/util/message_differencer.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/translate/payload_encoder.h"

namespace wampbridge::bench {

namespace {

using Entries = google::protobuf::Map<std::string, v1::Value>;

void FillAddress(v1::Value& address) {
  Entries& entries = *address.mutable_dict_value()->mutable_entries();
  entries["street"].set_string_value("12 Harbour Street");
  entries["city"].set_string_value("Springfield");
  entries["country"].set_string_value("US");
  entries["latitude"].set_double_value(47.8561);
}

void FillItem(int number, v1::Value& item) {
  Entries& entries = *item.mutable_dict_value()->mutable_entries();
  entries["sku"].set_string_value(absl::StrCat("SKU-", 1000 + number));
  entries["quantity"].set_int64_value(number);
  entries["price"].set_double_value(19.95 + number);
  entries["gift"].set_bool_value(number % 2 == 0);
}

v1::Arguments RealisticArguments() {
  constexpr int kItems = 3;
  v1::Arguments arguments;
  arguments.add_args()->set_string_value("order");
  Entries& fields = *arguments.mutable_kwargs();
  for (int i = 0; i < 6; ++i) {
    fields[absl::StrCat("text_", i)].set_string_value(
        absl::StrCat("a text of some length, number ", i));
    fields[absl::StrCat("number_", i)].set_int64_value(i * 1'000'003);
  }
  for (int i = 0; i < 3; ++i) {
    fields[absl::StrCat("ratio_", i)].set_double_value(0.1 + i);
  }
  fields["paid"].set_bool_value(true);
  fields["coupon"].set_null_value(v1::NULL_VALUE_UNSPECIFIED);
  FillAddress(fields["billing"]);
  FillAddress(fields["shipping"]);
  for (int i = 0; i < kItems; ++i) {
    FillItem(i, *fields["items"].mutable_list_value()->add_items());
  }
  return arguments;
}

wamp::EncodedPayload Encode(const v1::Payload& payload,
                            wamp::Serializer serializer) {
  auto encoded = bridge::EncodePayload(payload, serializer);
  if (!encoded.ok()) abort();  // it is made above
  return *std::move(encoded);
}

v1::Payload EncodedForm(const v1::Payload& payload, v1::Serializer name,
                        wamp::Serializer serializer) {
  wamp::EncodedPayload octets = Encode(payload, serializer);
  v1::Payload form;
  form.mutable_encoded()->set_serializer(name);
  form.mutable_encoded()->set_args(std::move(octets.args));
  form.mutable_encoded()->set_kwargs(std::move(octets.kwargs));
  return form;
}

}  // namespace

v1::Payload RealisticPayload(v1::PayloadForm form) {
  v1::Payload payload;
  *payload.mutable_arguments() = RealisticArguments();
  switch (form) {
    case v1::PAYLOAD_FORM_JSON: {
      const auto text = Encode(payload, wamp::Serializer::kJson);
      payload.set_json(absl::StrCat("{\"args\":", text.args,
                                    ",\"kwargs\":", text.kwargs, "}"));
      return payload;
    }
    case v1::PAYLOAD_FORM_ENCODED_JSON:
      return EncodedForm(payload, v1::SERIALIZER_JSON, wamp::Serializer::kJson);
    case v1::PAYLOAD_FORM_ENCODED_MSGPACK:
      return EncodedForm(payload, v1::SERIALIZER_MSGPACK,
                         wamp::Serializer::kMsgpack);
    case v1::PAYLOAD_FORM_ENCODED_CBOR:
      return EncodedForm(payload, v1::SERIALIZER_CBOR, wamp::Serializer::kCbor);
    default:
      return payload;
  }
}

v1::Payload BinaryPayload(size_t octets) {
  std::string bytes(octets, '\0');
  for (size_t i = 0; i < octets; ++i) bytes[i] = static_cast<char>(i * 31);
  v1::Payload payload;
  payload.mutable_arguments()->add_args()->set_bytes_value(bytes);
  return payload;
}

std::string CallOf(const v1::Payload& payload, const std::string& identity) {
  v1::CallRequest request;
  request.set_identity(identity);
  request.set_procedure(kProcedure);
  *request.mutable_payload() = payload;
  return request.SerializeAsString();
}

std::string PublishOf(const v1::Payload& payload, Acknowledge acknowledge) {
  v1::PublishRequest request;
  request.set_topic(kTopic);
  *request.mutable_payload() = payload;
  if (acknowledge == Acknowledge::kNo) {
    request.mutable_options()->set_acknowledge(false);
  }
  return request.SerializeAsString();
}

std::string CheckEcho(const v1::Payload& payload, const std::string& response) {
  v1::CallResponse parsed;
  if (!parsed.ParseFromString(response)) return "no CallResponse";
  if (!google::protobuf::util::MessageDifferencer::Equals(parsed.payload(),
                                                          payload)) {
    return "the payload did not come back as it went";
  }
  return parsed.final() ? "" : "the only result is not the final one";
}

}  // namespace wampbridge::bench
