// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/token_reader.h"

namespace wampbridge::wamp {
namespace {

absl::Status Give(const Token& token, ValueSink& sink) {
  switch (token.kind) {
    case Token::Kind::kNull:
      return sink.Null();
    case Token::Kind::kBool:
      return sink.Bool(token.boolean);
    case Token::Kind::kInt:
      return sink.Int(token.integer);
    case Token::Kind::kUint:
      return sink.Uint(token.large);
    case Token::Kind::kDouble:
      return sink.Double(token.number);
    case Token::Kind::kString:
      return sink.String(token.text);
    case Token::Kind::kBytes:
      return sink.Bytes(token.text);
    case Token::Kind::kBeginList:
      return sink.BeginList(token.size);
    case Token::Kind::kEndList:
      return sink.EndList();
    case Token::Kind::kBeginDict:
      return sink.BeginDict(token.size);
    case Token::Kind::kKey:
      return sink.Key(token.text);
    case Token::Kind::kEndDict:
      return sink.EndDict();
    case Token::Kind::kEnd:
      return absl::OkStatus();
  }
  return absl::InternalError("no such token");
}

int DepthChange(Token::Kind kind) {
  switch (kind) {
    case Token::Kind::kBeginList:
    case Token::Kind::kBeginDict:
      return 1;
    case Token::Kind::kEndList:
    case Token::Kind::kEndDict:
      return -1;
    default:
      return 0;
  }
}

}  // namespace

absl::Status CopyValue(TokenReader& reader, const Token& first,
                       ValueSink& sink) {
  Token token = first;
  int depth = DepthChange(token.kind);
  if (absl::Status given = Give(token, sink); !given.ok()) return given;
  while (depth > 0) {
    if (absl::Status read = reader.Next(&token); !read.ok()) return read;
    if (absl::Status given = Give(token, sink); !given.ok()) return given;
    depth += DepthChange(token.kind);
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::wamp
