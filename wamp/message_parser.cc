// SPDX-License-Identifier: Apache-2.0
#include <string_view>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "wamp/codec/any_reader.h"
#include "wamp/codec/reader.h"
#include "wamp/item_reader.h"
#include "wamp/message.h"
#include "wamp/message_codec.h"

namespace wampbridge::wamp {
namespace {

// One Take for each message: its items in the order of their wire shape, which
// stands at its struct.

void Take(ItemReader& in, Hello* m) {
  in.TakeUri("Realm", &m->realm);
  in.TakeOptions("Details", &m->details);
}

void Take(ItemReader& in, Welcome* m) {
  in.TakeId("Session", &m->session);
  in.TakeOptions("Details", &m->details);
}

void Take(ItemReader& in, Abort* m) {
  in.TakeOptions("Details", &m->details);
  in.TakeUri("Reason", &m->reason);
  in.TakePayload(m->details, &m->payload);
}

void Take(ItemReader& in, Challenge* m) {
  in.TakeText("AuthMethod", &m->authmethod);
  in.TakeOptions("Extra", &m->extra);
}

void Take(ItemReader& in, Authenticate* m) {
  in.TakeText("Signature", &m->signature);
  in.TakeOptions("Extra", &m->extra);
}

void Take(ItemReader& in, Goodbye* m) {
  in.TakeOptions("Details", &m->details);
  in.TakeUri("Reason", &m->reason);
}

void Take(ItemReader& in, Error* m) {
  in.TakeRequestType(&m->request_type);
  in.TakeRequest(&m->request);
  in.TakeOptions("Details", &m->details);
  in.TakeUri("Error", &m->error);
  in.TakePayload(m->details, &m->payload);
}

void Take(ItemReader& in, Publish* m) {
  in.TakeRequest(&m->request);
  in.TakeOptions("Options", &m->options);
  in.TakeText("Topic", &m->topic);
  in.TakePayload(m->options, &m->payload);
}

void Take(ItemReader& in, Published* m) {
  in.TakeRequest(&m->request);
  in.TakeId("Publication", &m->publication);
}

void Take(ItemReader& in, Subscribe* m) {
  in.TakeRequest(&m->request);
  in.TakeOptions("Options", &m->options);
  in.TakeText("Topic", &m->topic);
}

void Take(ItemReader& in, Subscribed* m) {
  in.TakeRequest(&m->request);
  in.TakeId("Subscription", &m->subscription);
}

void Take(ItemReader& in, Unsubscribe* m) {
  in.TakeRequest(&m->request);
  in.TakeId("Subscription", &m->subscription);
}

void Take(ItemReader& in, Unsubscribed* m) {
  in.TakeRequestOrZero(&m->request);
  in.TakeOptionsIfAny(&m->details);
}

void Take(ItemReader& in, Event* m) {
  in.TakeId("Subscription", &m->subscription);
  in.TakeId("Publication", &m->publication);
  in.TakeOptions("Details", &m->details);
  in.TakePayload(m->details, &m->payload);
}

void Take(ItemReader& in, Call* m) {
  in.TakeRequest(&m->request);
  in.TakeOptions("Options", &m->options);
  in.TakeText("Procedure", &m->procedure);
  in.TakePayload(m->options, &m->payload);
}

void Take(ItemReader& in, Cancel* m) {
  in.TakeRequest(&m->request);
  in.TakeOptions("Options", &m->options);
}

void Take(ItemReader& in, Result* m) {
  in.TakeRequest(&m->request);
  in.TakeOptions("Details", &m->details);
  in.TakePayload(m->details, &m->payload);
}

void Take(ItemReader& in, Register* m) {
  in.TakeRequest(&m->request);
  in.TakeOptions("Options", &m->options);
  in.TakeText("Procedure", &m->procedure);
}

void Take(ItemReader& in, Registered* m) {
  in.TakeRequest(&m->request);
  in.TakeId("Registration", &m->registration);
}

void Take(ItemReader& in, Unregister* m) {
  in.TakeRequest(&m->request);
  in.TakeId("Registration", &m->registration);
}

void Take(ItemReader& in, Unregistered* m) {
  in.TakeRequestOrZero(&m->request);
  in.TakeOptionsIfAny(&m->details);
}

void Take(ItemReader& in, Invocation* m) {
  in.TakeRequest(&m->request);
  in.TakeId("Registration", &m->registration);
  in.TakeOptions("Details", &m->details);
  in.TakePayload(m->details, &m->payload);
}

void Take(ItemReader& in, Interrupt* m) {
  in.TakeRequest(&m->request);
  in.TakeOptions("Options", &m->options);
}

void Take(ItemReader& in, Yield* m) {
  in.TakeRequest(&m->request);
  in.TakeOptions("Options", &m->options);
  in.TakePayload(m->options, &m->payload);
}

template <typename Shape>
absl::StatusOr<Message> Parse(ItemReader& in) {
  Message message = Shape{};
  Take(in, &std::get<Shape>(message));
  if (absl::Status read = in.Finish(); !read.ok()) return read;
  return message;
}

absl::StatusOr<Message> ParseAs(MessageType type, ItemReader& in) {
  switch (type) {
    case MessageType::kHello:
      return Parse<Hello>(in);
    case MessageType::kWelcome:
      return Parse<Welcome>(in);
    case MessageType::kAbort:
      return Parse<Abort>(in);
    case MessageType::kChallenge:
      return Parse<Challenge>(in);
    case MessageType::kAuthenticate:
      return Parse<Authenticate>(in);
    case MessageType::kGoodbye:
      return Parse<Goodbye>(in);
    case MessageType::kError:
      return Parse<Error>(in);
    case MessageType::kPublish:
      return Parse<Publish>(in);
    case MessageType::kPublished:
      return Parse<Published>(in);
    case MessageType::kSubscribe:
      return Parse<Subscribe>(in);
    case MessageType::kSubscribed:
      return Parse<Subscribed>(in);
    case MessageType::kUnsubscribe:
      return Parse<Unsubscribe>(in);
    case MessageType::kUnsubscribed:
      return Parse<Unsubscribed>(in);
    case MessageType::kEvent:
      return Parse<Event>(in);
    case MessageType::kCall:
      return Parse<Call>(in);
    case MessageType::kCancel:
      return Parse<Cancel>(in);
    case MessageType::kResult:
      return Parse<Result>(in);
    case MessageType::kRegister:
      return Parse<Register>(in);
    case MessageType::kRegistered:
      return Parse<Registered>(in);
    case MessageType::kUnregister:
      return Parse<Unregister>(in);
    case MessageType::kUnregistered:
      return Parse<Unregistered>(in);
    case MessageType::kInvocation:
      return Parse<Invocation>(in);
    case MessageType::kInterrupt:
      return Parse<Interrupt>(in);
    case MessageType::kYield:
      return Parse<Yield>(in);
  }
  return absl::InternalError("no such message type");
}

}  // namespace

absl::StatusOr<Message> ParseMessage(Serializer serializer,
                                     std::string_view bytes) {
  // The message is itself a list around what the limit is for.
  AnyReader reader(serializer, bytes, ReadLimits{}.nesting_max + 1);
  ItemReader in(*reader);
  MessageType type = MessageType::kHello;
  if (!in.Begin(&type)) return in.Finish();
  return ParseAs(type, in);
}

}  // namespace wampbridge::wamp
