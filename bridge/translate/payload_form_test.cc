// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/payload_form.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

v1::Payload Encoded(v1::Serializer serializer) {
  v1::Payload payload;
  payload.mutable_encoded()->set_serializer(serializer);
  return payload;
}

v1::PayloadForm Unasked(const v1::Payload& own) {
  const auto form = ResolvePayloadForm(v1::PAYLOAD_FORM_UNSPECIFIED, own);
  EXPECT_TRUE(form.ok());
  return *form;
}

TEST(PayloadFormTest, UnaskedIsTheRequestsOwn) {
  v1::Payload payload;
  EXPECT_EQ(Unasked(payload), v1::PAYLOAD_FORM_ARGUMENTS);
  payload.mutable_arguments();
  EXPECT_EQ(Unasked(payload), v1::PAYLOAD_FORM_ARGUMENTS);
  payload.set_json("[]");
  EXPECT_EQ(Unasked(payload), v1::PAYLOAD_FORM_JSON);
  EXPECT_EQ(Unasked(Encoded(v1::SERIALIZER_JSON)),
            v1::PAYLOAD_FORM_ENCODED_JSON);
  EXPECT_EQ(Unasked(Encoded(v1::SERIALIZER_MSGPACK)),
            v1::PAYLOAD_FORM_ENCODED_MSGPACK);
  EXPECT_EQ(Unasked(Encoded(v1::SERIALIZER_CBOR)),
            v1::PAYLOAD_FORM_ENCODED_CBOR);
}

TEST(PayloadFormTest, AskedForIsGiven) {
  for (const v1::PayloadForm form :
       {v1::PAYLOAD_FORM_ARGUMENTS, v1::PAYLOAD_FORM_JSON,
        v1::PAYLOAD_FORM_ENCODED_JSON, v1::PAYLOAD_FORM_ENCODED_MSGPACK,
        v1::PAYLOAD_FORM_ENCODED_CBOR}) {
    EXPECT_EQ(*ResolvePayloadForm(form, Encoded(v1::SERIALIZER_JSON)), form);
  }
}

TEST(PayloadFormTest, NumberThatIsNoFormIsRefused) {
  EXPECT_EQ(ResolvePayloadForm(static_cast<v1::PayloadForm>(99), {}).status(),
            absl::InvalidArgumentError("payload_form: 99 is no form"));
}

}  // namespace
}  // namespace wampbridge::bridge
