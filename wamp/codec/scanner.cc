// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/scanner.h"

#include "wamp/codec/any_reader.h"
#include "wamp/codec/token_reader.h"

namespace wampbridge::wamp {
namespace {

absl::Status Scan(Serializer serializer, std::string_view bytes,
                  const ReadLimits& limits, Token::Kind wanted) {
  if (bytes.empty()) return absl::OkStatus();
  AnyReader reader(serializer, bytes, limits.nesting_max);
  Token token;
  if (absl::Status read = reader->Next(&token); !read.ok()) return read;
  if (token.kind != wanted) {
    return absl::InvalidArgumentError(wanted == Token::Kind::kBeginList
                                          ? "not a list at octet 0"
                                          : "not a dictionary at octet 0");
  }
  while (token.kind != Token::Kind::kEnd) {
    if (absl::Status read = reader->Next(&token); !read.ok()) return read;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ScanArgs(Serializer serializer, std::string_view bytes,
                      const ReadLimits& limits) {
  return Scan(serializer, bytes, limits, Token::Kind::kBeginList);
}

absl::Status ScanKwargs(Serializer serializer, std::string_view bytes,
                        const ReadLimits& limits) {
  return Scan(serializer, bytes, limits, Token::Kind::kBeginDict);
}

}  // namespace wampbridge::wamp
