// SPDX-License-Identifier: Apache-2.0
#include "bridge/pool/pooled_session.h"

#include <cassert>
#include <optional>
#include <string_view>
#include <utility>

#include "auth/challenge.h"
#include "wamp/value.h"

namespace wampbridge::bridge {
namespace {

// Said in ABORT when a challenge cannot be answered.
constexpr std::string_view kCannotAnswer = "wamp.error.authentication_failed";

std::optional<std::string_view> Text(const wamp::Dict& extra,
                                     std::string_view key) {
  const wamp::Value* value = extra.Find(key);
  const std::string* text = value == nullptr ? nullptr : value->AsString();
  if (text == nullptr) return std::nullopt;
  return *text;
}

std::optional<int64_t> Integer(const wamp::Dict& extra, std::string_view key) {
  const wamp::Value* value = extra.Find(key);
  const int64_t* integer = value == nullptr ? nullptr : value->AsInt();
  if (integer == nullptr) return std::nullopt;
  return *integer;
}

auth::ChallengeView ViewOf(const wamp::Challenge& challenge) {
  const wamp::Dict& extra = challenge.extra;
  return {.method = challenge.authmethod,
          .challenge = Text(extra, "challenge").value_or(""),
          .salt = Text(extra, "salt"),
          .iterations = Integer(extra, "iterations"),
          .keylen = Integer(extra, "keylen"),
          .channel_binding = Text(extra, "channel_binding")};
}

wamp::Dict ToDict(const std::map<std::string, std::string>& fields) {
  wamp::Dict dict;
  for (const auto& [key, value] : fields) dict.Set(key, value);
  return dict;
}

}  // namespace

PooledSession::PooledSession(Options options) : options_(std::move(options)) {
  wamp::SessionOptions& session = options_.session;
  const auth::Authenticator& authenticator = *options_.authenticator;
  session.authmethods = {authenticator.method()};
  session.authid = authenticator.authid();
  session.authextra = ToDict(authenticator.HelloExtra());
}

void PooledSession::Start(const SessionPool::ConnectionFactory& factory) {
  self_ = shared_from_this();
  connection_ = factory(*options_.loop, options_.dial, options_.session, this);
  connection_->Start();
}

void PooledSession::OnChallenge(const wamp::Challenge& challenge) {
  const auto answer = options_.authenticator->Answer(ViewOf(challenge));
  // A failure means that the session was lost meanwhile: OnLost says so.
  if (answer.ok()) {
    (void)connection_->Authenticate(answer->signature, ToDict(answer->extra));
  } else {
    (void)connection_->RefuseChallenge(kCannotAnswer, answer.status());
  }
}

void PooledSession::OnJoined(const wamp::Welcome& said) {
  welcome = said;
  publisher_exclusion = connection_->RouterHas("broker", "publisher_exclusion");
  options_.joined(shared_from_this());
}

void PooledSession::OnEvent(const wamp::Event& event) {
  if (subscriber_ == nullptr) return;
  if (role_ == Role::kHolder) {
    subscriber_->OnSubscriberEvent(event);
  } else {
    subscriber_->OnSuccessorEvent(event);
  }
}

void PooledSession::OnInvocation(const wamp::Invocation& invocation) {
  if (subscriber_ != nullptr) subscriber_->OnSubscriberInvocation(invocation);
}

void PooledSession::OnInterrupt(const wamp::Interrupt& interrupt) {
  if (subscriber_ != nullptr) subscriber_->OnSubscriberInterrupt(interrupt);
}

void PooledSession::OnUnregistered(const wamp::Unregistered& revocation) {
  if (subscriber_ != nullptr) subscriber_->OnSubscriberUnregistered(revocation);
}

void PooledSession::OnUnsubscribed(const wamp::Unsubscribed& revocation) {
  if (subscriber_ == nullptr) return;
  if (role_ == Role::kHolder) {
    subscriber_->OnSubscriberRevoked(revocation);
  } else {
    subscriber_->OnSuccessorRevoked(revocation);
  }
}

void PooledSession::OnLost(const wamp::SessionLost& lost) {
  // The last owner may let go while this still runs.
  const Pointer self = std::move(self_);
  gone = true;
  options_.lost(self, lost);
}

}  // namespace wampbridge::bridge
