// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/argument_codec.h"

#include <memory>

#include "wamp/codec/reader.h"
#include "wamp/codec/value_builder.h"
#include "wamp/codec/writer.h"

namespace wampbridge::router {
namespace {

// Null where there is nothing, or nothing that can be read.
wamp::Value DecodeValue(wamp::Serializer serializer, std::string_view octets) {
  wamp::ValueBuilder builder;
  if (octets.empty() || !wamp::ReadValue(serializer, octets, builder).ok()) {
    return {};
  }
  return builder.Take();
}

}  // namespace

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
  const wamp::Value value = DecodeValue(serializer, args);
  return value.AsList() == nullptr ? wamp::List() : *value.AsList();
}

wamp::Dict DecodeKwargs(wamp::Serializer serializer, std::string_view kwargs) {
  return DecodeValue(serializer, kwargs).TakeDict();
}

}  // namespace wampbridge::router
