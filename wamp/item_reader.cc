// SPDX-License-Identifier: Apache-2.0
#include "wamp/item_reader.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "wamp/codec/value_builder.h"
#include "wamp/ids.h"
#include "wamp/option_rules.h"

namespace wampbridge::wamp {
namespace {

using Kind = Token::Kind;

absl::string_view View(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}

bool CanBeAnsweredByError(uint64_t type) {
  switch (static_cast<MessageType>(type)) {
    case MessageType::kPublish:
    case MessageType::kSubscribe:
    case MessageType::kUnsubscribe:
    case MessageType::kCall:
    case MessageType::kRegister:
    case MessageType::kUnregister:
    case MessageType::kInvocation:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool ItemReader::Begin(MessageType* type) {
  if (absl::Status read = reader_.Next(&token_); !read.ok()) {
    Fail(read);
    return false;
  }
  if (token_.kind != Kind::kBeginList) {
    Fail(absl::InvalidArgumentError("message is not a list"));
    return false;
  }
  const uint64_t code = TakeNumber("type", 0, UINT16_MAX);
  if (!status_.ok()) return false;
  type_ = static_cast<MessageType>(code);
  if (MessageTypeName(type_) == "unknown") {
    Fail(absl::InvalidArgumentError(
        absl::StrCat("unknown message type ", code)));
    return false;
  }
  typed_ = true;
  *type = type_;
  return true;
}

void ItemReader::TakeText(std::string_view name, std::string* text) {
  if (!Next(name)) return;
  if (token_.kind != Kind::kString) return Refuse(name, "a string");
  text->assign(token_.text);
}

void ItemReader::TakeUri(std::string_view name, std::string* uri) {
  TakeText(name, uri);
  if (status_.ok() && uri->empty()) Refuse(name, "a URI but empty");
}

void ItemReader::TakeOptions(std::string_view name, Dict* options) {
  if (Next(name)) TakeDict(name, options);
}

void ItemReader::TakeOptionsIfAny(Dict* options) {
  if (!status_.ok() || ended_ || !Accept(reader_.Next(&token_))) return;
  if (!ended_) TakeDict("Details", options);
}

void ItemReader::TakeRequestType(MessageType* type) {
  const uint64_t code = TakeNumber("REQUEST.Type", 0, UINT16_MAX);
  if (!status_.ok()) return;
  if (!CanBeAnsweredByError(code)) {
    return Refuse("REQUEST.Type", "a request's type");
  }
  *type = static_cast<MessageType>(code);
}

void ItemReader::TakePayload(const Dict& options, PayloadView* payload) {
  if (!NextIfAny()) return;
  const bool list = token_.kind == Kind::kBeginList;
  const bool text = token_.kind == Kind::kBytes || token_.kind == Kind::kString;
  const bool opaque = text && options.Find("enc_algo") != nullptr;
  if (!list && !opaque && token_.kind != Kind::kNull) {
    return Refuse("Arguments", "a list");
  }
  if (opaque || (list && token_.size != size_t{0})) payload->args = octets_;
  if (!NextIfAny()) return;
  const bool dict = token_.kind == Kind::kBeginDict;
  if (opaque || (!dict && token_.kind != Kind::kNull)) {
    return Refuse("ArgumentsKw", opaque ? "allowed here" : "a dictionary");
  }
  if (dict && token_.size != size_t{0}) payload->kwargs = octets_;
}

absl::Status ItemReader::Finish() {
  if (NextIfAny()) {
    Fail(absl::InvalidArgumentError("has an item too many"));
  }
  if (status_.ok()) Accept(reader_.Next(&token_));  // the octets' end
  return status_;
}

bool ItemReader::Next(std::string_view name) {
  if (!status_.ok()) return false;
  if (!ended_ && !Accept(reader_.Next(&token_))) return false;
  if (ended_) {
    Fail(absl::InvalidArgumentError(absl::StrCat("lacks ", View(name))));
  }
  return status_.ok();
}

bool ItemReader::NextIfAny() {
  if (!status_.ok() || ended_) return false;
  return Accept(reader_.NextItem(&token_, &octets_)) && !ended_;
}

bool ItemReader::Accept(const absl::Status& read) {
  if (!read.ok()) {
    Fail(read);
    return false;
  }
  ended_ = ended_ || token_.kind == Kind::kEndList;
  return true;
}

uint64_t ItemReader::TakeNumber(std::string_view name, uint64_t min,
                                uint64_t max) {
  if (!Next(name)) return 0;
  const bool number = token_.kind == Kind::kInt && token_.integer >= 0;
  const auto value = static_cast<uint64_t>(token_.integer);
  if (!number || value < min || value > max) {
    Refuse(name, absl::StrCat("an integer of ", min, "..", max));
    return 0;
  }
  return value;
}

void ItemReader::TakeDict(std::string_view name, Dict* options) {
  if (token_.kind != Kind::kBeginDict) return Refuse(name, "a dictionary");
  ValueBuilder builder;
  absl::Status copied = CopyValue(reader_, token_, builder);
  if (!copied.ok()) return Fail(copied);
  *options = builder.TakeDict();
  absl::Status checked = CheckOptions(type_, *options);
  if (!checked.ok()) {
    Fail(absl::InvalidArgumentError(
        absl::StrCat(View(name), ".", checked.message())));
  }
}

void ItemReader::Refuse(std::string_view name, std::string_view wanted) {
  Fail(absl::InvalidArgumentError(
      absl::StrCat(View(name), " is not ", View(wanted))));
}

void ItemReader::Fail(const absl::Status& status) {
  if (!typed_) {
    status_ = absl::InvalidArgumentError(status.message());
    return;
  }
  status_ = absl::InvalidArgumentError(
      absl::StrCat(View(MessageTypeName(type_)), ": ", status.message()));
}

}  // namespace wampbridge::wamp
