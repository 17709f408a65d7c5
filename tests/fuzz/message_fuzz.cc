// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/message_fuzz.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "wamp/codec/reader.h"
#include "wamp/codec/scanner.h"
#include "wamp/codec/value_builder.h"
#include "wamp/codec/writer.h"
#include "wamp/message_codec.h"

namespace wampbridge::wamp {
namespace {

void Demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void FuzzEnvelope(Serializer serializer, std::string_view bytes) {
  const absl::StatusOr<Message> message = ParseMessage(serializer, bytes);
  if (!message.ok()) {
    Demand(absl::IsInvalidArgument(message.status()), "InvalidArgument");
    return;
  }
  std::string written;
  Demand(AppendMessage(serializer, *message, &written).ok(), "written");
  const absl::StatusOr<Message> again = ParseMessage(serializer, written);
  Demand(again.ok(), "read again");
  std::string rewritten;
  Demand(AppendMessage(serializer, *again, &rewritten).ok(), "written again");
  Demand(written == rewritten, "written alike");
}

void FuzzValue(Serializer serializer, std::string_view bytes) {
  ValueBuilder builder;
  const absl::Status read = ReadValue(serializer, bytes, builder);
  const bool scanned = (ScanArgs(serializer, bytes).ok() ||
                        ScanKwargs(serializer, bytes).ok()) &&
                       !bytes.empty();
  if (!read.ok()) {
    Demand(!scanned, "scanner and reader agree");
    return;
  }
  const Value value = builder.Take();
  Demand(scanned == (value.AsList() != nullptr || value.AsDict() != nullptr),
         "scanner takes lists and dictionaries");
  std::string written;
  const std::unique_ptr<ValueSink> writer =
      NewValueWriter(serializer, &written);
  Demand(WriteValue(value, *writer).ok(), "value written");
  std::string copied;
  const std::unique_ptr<ValueSink> copier = NewValueWriter(serializer, &copied);
  Demand(ReadValue(serializer, written, *copier).ok(), "value read again");
  Demand(written == copied, "value written alike");
}

}  // namespace

void FuzzMessage(Serializer serializer, std::string_view bytes) {
  FuzzEnvelope(serializer, bytes);
  FuzzValue(serializer, bytes);
}

}  // namespace wampbridge::wamp
