// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/argument_codec.h"

#include <memory>

#include "wamp/codec/reader.h"
#include "wamp/codec/value_builder.h"
#include "wamp/codec/writer.h"

namespace wampbridge::router {

std::string EncodeValue(wamp::Serializer serializer, const wamp::Value& value) {
  std::string encoded;
  const std::unique_ptr<wamp::ValueSink> writer =
      wamp::NewValueWriter(serializer, &encoded);
  return wamp::WriteValue(value, *writer).ok() ? encoded : std::string();
}

std::string EncodeTextArgs(wamp::Serializer serializer, std::string_view text) {
  return EncodeValue(serializer, wamp::List{wamp::Value(text)});
}

wamp::List DecodeArgs(wamp::Serializer serializer, std::string_view args) {
  if (args.empty()) return {};
  wamp::ValueBuilder builder;
  if (!wamp::ReadValue(serializer, args, builder).ok()) return {};
  const wamp::Value value = builder.Take();
  return value.AsList() == nullptr ? wamp::List() : *value.AsList();
}

}  // namespace wampbridge::router
