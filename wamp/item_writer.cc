// SPDX-License-Identifier: Apache-2.0
#include "wamp/item_writer.h"

#include <optional>

#include "wamp/codec/cbor_writer.h"
#include "wamp/codec/json_writer.h"
#include "wamp/codec/msgpack_writer.h"
#include "wamp/codec/writer.h"

namespace wampbridge::wamp {

void ItemWriter::BeginList(int items) {
  const auto size = static_cast<size_t>(items);
  PutWith([size](ValueSink& sink) { return sink.BeginList(size); });
  after_ = After::kNothing;
}

void ItemWriter::EndList() {
  if (serializer_ == Serializer::kJson) out_->push_back(']');
  after_ = After::kItem;
}

void ItemWriter::PutNumber(uint64_t number) {
  PutWith([&](ValueSink& sink) { return WriteValue(Value(number), sink); });
}

void ItemWriter::PutText(std::string_view text) {
  PutWith([&](ValueSink& sink) { return WriteText(text, sink); });
}

void ItemWriter::PutDict(const Dict& dict) {
  PutWith([&](ValueSink& sink) { return WriteDict(dict, sink); });
}

void ItemWriter::PutPayload(const PayloadView& payload) {
  const int items = PayloadItems(payload);
  if (items == 0) return;
  if (payload.args.empty()) {
    PutWith([](ValueSink& sink) {
      absl::Status begun = sink.BeginList(0);
      return begun.ok() ? sink.EndList() : begun;
    });
  } else {
    PutEncoded(payload.args);
  }
  if (items == 2) PutEncoded(payload.kwargs);
}

void ItemWriter::Separate() {
  if (serializer_ == Serializer::kJson && after_ == After::kItem) {
    out_->push_back(',');
  }
  after_ = After::kItem;
}

void ItemWriter::PutEncoded(std::string_view octets) {
  Separate();
  out_->append(octets);
}

template <typename Write>
void ItemWriter::PutWith(Write write) {
  if (!status_.ok()) return;
  Separate();
  switch (serializer_) {
    case Serializer::kJson: {
      JsonWriter writer(out_);
      status_ = write(writer);
      return;
    }
    case Serializer::kMsgpack: {
      MsgpackWriter writer(out_);
      status_ = write(writer);
      return;
    }
    case Serializer::kCbor: {
      CborWriter writer(out_);
      status_ = write(writer);
      return;
    }
  }
}

int PayloadItems(const PayloadView& payload) {
  if (!payload.kwargs.empty()) return 2;
  return payload.args.empty() ? 0 : 1;
}

}  // namespace wampbridge::wamp
