// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ITEM_READER_H_
#define WAMP_ITEM_READER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/codec/token_reader.h"
#include "wamp/message.h"
#include "wamp/value.h"

namespace wampbridge::wamp {

// Takes a message's items one by one, in their order. The first fault stays:
// what is asked for after it is left as it was, and Finish returns it.
//
//   ItemReader in(reader);
//   MessageType type;
//   if (in.Begin(&type)) { in.TakeRequest(&call.request); … }
//   absl::Status read = in.Finish();
class ItemReader {
 public:
  // `reader` stands at the beginning of the message and must outlive this.
  explicit ItemReader(TokenReader& reader) : reader_(reader) {}

  // Takes the list's beginning and its first item. False after a fault.
  bool Begin(MessageType* type);

  // `name` is the item's in the specification and goes into errors.
  void TakeText(std::string_view name, std::string* text);
  void TakeUri(std::string_view name, std::string* uri);  // not empty
  void TakeOptions(std::string_view name, Dict* options);
  // ERROR's: the type of a message that can be answered so.
  void TakeRequestType(MessageType* type);
  template <typename Kind>
  void TakeId(std::string_view name, Id<Kind>* id) {
    id->value = TakeNumber(name, 1, kIdMax);
  }
  void TakeRequest(RequestId* id) { TakeId("Request", id); }
  // A request id, or 0 in what the router revokes.
  void TakeRequestOrZero(RequestId* id) {
    id->value = TakeNumber("Request", 0, kIdMax);
  }
  // What may stand last: args and kwargs, each absent or null. In their place
  // stands one string where `options` have enc_algo (Autobahn's payload
  // transparency): it becomes args as it is.
  void TakePayload(const Dict& options, PayloadView* payload);
  void TakeOptionsIfAny(Dict* options);

  // Demands the end of the list and of the octets.
  absl::Status Finish();

 private:
  // Takes the next item, which must be there. False after a fault.
  bool Next(std::string_view name);
  // Steps over the next item. False after a fault and at the list's end.
  bool NextIfAny();
  bool Accept(const absl::Status& read);
  uint64_t TakeNumber(std::string_view name, uint64_t min, uint64_t max);
  void TakeDict(std::string_view name, Dict* options);
  void Refuse(std::string_view name, std::string_view wanted);
  void Fail(const absl::Status& status);

  TokenReader& reader_;
  Token token_;
  std::string_view octets_;  // of the item that NextIfAny stepped over
  MessageType type_ = MessageType::kHello;
  bool typed_ = false;  // type_ is known
  bool ended_ = false;  // the list's end was taken
  absl::Status status_;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_ITEM_READER_H_
