// SPDX-License-Identifier: Apache-2.0
#include "wamp/message.h"

#include <array>
#include <cstddef>

namespace wampbridge::wamp {
namespace {

// In the order of Message's alternatives.
constexpr std::array kTypes = {
    MessageType::kHello,        MessageType::kWelcome,
    MessageType::kAbort,        MessageType::kChallenge,
    MessageType::kAuthenticate, MessageType::kGoodbye,
    MessageType::kError,        MessageType::kPublish,
    MessageType::kPublished,    MessageType::kSubscribe,
    MessageType::kSubscribed,   MessageType::kUnsubscribe,
    MessageType::kUnsubscribed, MessageType::kEvent,
    MessageType::kCall,         MessageType::kCancel,
    MessageType::kResult,       MessageType::kRegister,
    MessageType::kRegistered,   MessageType::kUnregister,
    MessageType::kUnregistered, MessageType::kInvocation,
    MessageType::kInterrupt,    MessageType::kYield,
};
static_assert(kTypes.size() == std::variant_size_v<Message>);

constexpr std::array<std::string_view, kTypes.size()> kNames = {
    "HELLO",        "WELCOME",     "ABORT",        "CHALLENGE",  "AUTHENTICATE",
    "GOODBYE",      "ERROR",       "PUBLISH",      "PUBLISHED",  "SUBSCRIBE",
    "SUBSCRIBED",   "UNSUBSCRIBE", "UNSUBSCRIBED", "EVENT",      "CALL",
    "CANCEL",       "RESULT",      "REGISTER",     "REGISTERED", "UNREGISTER",
    "UNREGISTERED", "INVOCATION",  "INTERRUPT",    "YIELD",
};

}  // namespace

MessageType TypeOf(const Message& message) { return kTypes[message.index()]; }

std::string_view MessageTypeName(MessageType type) {
  for (size_t i = 0; i < kTypes.size(); ++i) {
    if (kTypes[i] == type) return kNames[i];
  }
  return "unknown";
}

}  // namespace wampbridge::wamp
