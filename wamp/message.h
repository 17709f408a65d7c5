// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_MESSAGE_H_
#define WAMP_MESSAGE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "wamp/ids.h"
#include "wamp/value.h"

namespace wampbridge::wamp {

// Every message of the specification (basic profile, "Messages"; advanced
// profile for CANCEL and INTERRUPT), as plain data. URIs and dictionaries are
// owned; a payload is a view of encoded octets. Parsing and writing are in
// wamp/message_codec.h. Every member has a default, so that designated
// initializers may leave out what does not matter.
enum class MessageType : uint16_t {
  kHello = 1,
  kWelcome = 2,
  kAbort = 3,
  kChallenge = 4,
  kAuthenticate = 5,
  kGoodbye = 6,
  kError = 8,
  kPublish = 16,
  kPublished = 17,
  kSubscribe = 32,
  kSubscribed = 33,
  kUnsubscribe = 34,
  kUnsubscribed = 35,
  kEvent = 36,
  kCall = 48,
  kCancel = 49,
  kResult = 50,
  kRegister = 64,
  kRegistered = 65,
  kUnregister = 66,
  kUnregistered = 67,
  kInvocation = 68,
  kInterrupt = 69,
  kYield = 70,
};

// A message's arguments as they are on the wire: one encoded list and one
// encoded string-keyed dictionary, in the serializer of the message. Empty
// means absent. Views: the octets belong to whoever received or encoded them.
struct PayloadView {
  std::string_view args = {};
  std::string_view kwargs = {};
};

// The same with octets of its own.
struct EncodedPayload {
  std::string args = {};
  std::string kwargs = {};

  PayloadView view() const { return {args, kwargs}; }
};

// [HELLO, Realm|uri, Details|dict]
struct Hello {
  std::string realm = {};
  Dict details = {};
};

// [WELCOME, Session|id, Details|dict]
struct Welcome {
  SessionId session = {};
  Dict details = {};
};

// [ABORT, Details|dict, Reason|uri]
struct Abort {
  Dict details = {};
  std::string reason = {};
  PayloadView payload = {};
};

// [CHALLENGE, AuthMethod|string, Extra|dict]
struct Challenge {
  std::string authmethod = {};
  Dict extra = {};
};

// [AUTHENTICATE, Signature|string, Extra|dict]
struct Authenticate {
  std::string signature = {};
  Dict extra = {};
};

// [GOODBYE, Details|dict, Reason|uri]
struct Goodbye {
  Dict details = {};
  std::string reason = {};
};

// [ERROR, REQUEST.Type|int, REQUEST.Request|id, Details|dict, Error|uri
//  (, Arguments|list (, ArgumentsKw|dict))]
struct Error {
  MessageType request_type = MessageType::kCall;
  RequestId request = {};
  Dict details = {};
  std::string error = {};
  PayloadView payload = {};
};

// [PUBLISH, Request|id, Options|dict, Topic|uri (, args (, kwargs))]
struct Publish {
  RequestId request = {};
  Dict options = {};
  std::string topic = {};
  PayloadView payload = {};
};

// [PUBLISHED, PUBLISH.Request|id, Publication|id]
struct Published {
  RequestId request = {};
  PublicationId publication = {};
};

// [SUBSCRIBE, Request|id, Options|dict, Topic|uri]
struct Subscribe {
  RequestId request = {};
  Dict options = {};
  std::string topic = {};
};

// [SUBSCRIBED, SUBSCRIBE.Request|id, Subscription|id]
struct Subscribed {
  RequestId request = {};
  SubscriptionId subscription = {};
};

// [UNSUBSCRIBE, Request|id, SUBSCRIBED.Subscription|id]
struct Unsubscribe {
  RequestId request = {};
  SubscriptionId subscription = {};
};

// [UNSUBSCRIBED, UNSUBSCRIBE.Request|id], or a revocation:
// [UNSUBSCRIBED, 0, Details|dict]
struct Unsubscribed {
  RequestId request = {};  // 0: revoked by the router
  Dict details = {};
};

// [EVENT, SUBSCRIBED.Subscription|id, PUBLISHED.Publication|id, Details|dict
//  (, args (, kwargs))]
struct Event {
  SubscriptionId subscription = {};
  PublicationId publication = {};
  Dict details = {};
  PayloadView payload = {};
};

// [CALL, Request|id, Options|dict, Procedure|uri (, args (, kwargs))]
struct Call {
  RequestId request = {};
  Dict options = {};
  std::string procedure = {};
  PayloadView payload = {};
};

// [CANCEL, CALL.Request|id, Options|dict]
struct Cancel {
  RequestId request = {};
  Dict options = {};
};

// [RESULT, CALL.Request|id, Details|dict (, args (, kwargs))]
struct Result {
  RequestId request = {};
  Dict details = {};
  PayloadView payload = {};
};

// [REGISTER, Request|id, Options|dict, Procedure|uri]
struct Register {
  RequestId request = {};
  Dict options = {};
  std::string procedure = {};
};

// [REGISTERED, REGISTER.Request|id, Registration|id]
struct Registered {
  RequestId request = {};
  RegistrationId registration = {};
};

// [UNREGISTER, Request|id, REGISTERED.Registration|id]
struct Unregister {
  RequestId request = {};
  RegistrationId registration = {};
};

// [UNREGISTERED, UNREGISTER.Request|id], or a revocation:
// [UNREGISTERED, 0, Details|dict]
struct Unregistered {
  RequestId request = {};  // 0: revoked by the router
  Dict details = {};
};

// [INVOCATION, Request|id, REGISTERED.Registration|id, Details|dict
//  (, args (, kwargs))]
struct Invocation {
  RequestId request = {};
  RegistrationId registration = {};
  Dict details = {};
  PayloadView payload = {};
};

// [INTERRUPT, INVOCATION.Request|id, Options|dict]
struct Interrupt {
  RequestId request = {};
  Dict options = {};
};

// [YIELD, INVOCATION.Request|id, Options|dict (, args (, kwargs))]
struct Yield {
  RequestId request = {};
  Dict options = {};
  PayloadView payload = {};
};

using Message = std::variant<Hello, Welcome, Abort, Challenge, Authenticate,
                             Goodbye, Error, Publish, Published, Subscribe,
                             Subscribed, Unsubscribe, Unsubscribed, Event, Call,
                             Cancel, Result, Register, Registered, Unregister,
                             Unregistered, Invocation, Interrupt, Yield>;

MessageType TypeOf(const Message& message);

// "CALL", "RESULT", …
std::string_view MessageTypeName(MessageType type);

}  // namespace wampbridge::wamp

#endif  // WAMP_MESSAGE_H_
