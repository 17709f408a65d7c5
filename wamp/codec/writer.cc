// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/writer.h"

#include <cstdint>
#include <variant>

#include "absl/strings/str_cat.h"
#include "wamp/codec/cbor_writer.h"
#include "wamp/codec/json_writer.h"
#include "wamp/codec/msgpack_writer.h"
#include "wamp/codec/utf8.h"

namespace wampbridge::wamp {
namespace {

absl::Status CheckText(std::string_view text) {
  const size_t invalid = FindInvalidUtf8(text);
  if (invalid == std::string_view::npos) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("text with bad UTF-8 at octet ", invalid));
}

// Recursion is bounded: values come from readers, which bound their depth, or
// from our own code.
struct Writing {
  ValueSink& sink;

  absl::Status operator()(std::monostate) const { return sink.Null(); }
  absl::Status operator()(bool value) const { return sink.Bool(value); }
  absl::Status operator()(int64_t value) const { return sink.Int(value); }
  absl::Status operator()(uint64_t value) const { return sink.Uint(value); }
  absl::Status operator()(double value) const { return sink.Double(value); }
  absl::Status operator()(const std::string& text) const {
    return WriteText(text, sink);
  }
  absl::Status operator()(const Bytes& bytes) const {
    return sink.Bytes(bytes.octets);
  }
  absl::Status operator()(const List& list) const {
    if (absl::Status s = sink.BeginList(list.size()); !s.ok()) return s;
    for (const Value& item : list) {
      if (absl::Status s = WriteValue(item, sink); !s.ok()) return s;
    }
    return sink.EndList();
  }
  absl::Status operator()(const Dict& dict) const {
    return WriteDict(dict, sink);
  }
};

}  // namespace

std::unique_ptr<ValueSink> NewValueWriter(Serializer serializer,
                                          std::string* out) {
  switch (serializer) {
    case Serializer::kJson:
      return std::make_unique<JsonWriter>(out);
    case Serializer::kMsgpack:
      return std::make_unique<MsgpackWriter>(out);
    case Serializer::kCbor:
      return std::make_unique<CborWriter>(out);
  }
  return nullptr;
}

absl::Status WriteValue(const Value& value, ValueSink& sink) {
  return std::visit(Writing{sink}, value.storage());
}

absl::Status WriteDict(const Dict& dict, ValueSink& sink) {
  if (absl::Status s = sink.BeginDict(dict.size()); !s.ok()) return s;
  for (const DictEntry& entry : dict) {
    if (absl::Status s = CheckText(entry.key); !s.ok()) return s;
    if (absl::Status s = sink.Key(entry.key); !s.ok()) return s;
    if (absl::Status s = WriteValue(entry.value, sink); !s.ok()) return s;
  }
  return sink.EndDict();
}

absl::Status WriteText(std::string_view text, ValueSink& sink) {
  if (absl::Status checked = CheckText(text); !checked.ok()) return checked;
  return sink.String(text);
}

}  // namespace wampbridge::wamp
