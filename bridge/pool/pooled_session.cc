// SPDX-License-Identifier: Apache-2.0
#include "bridge/pool/pooled_session.h"

#include <openssl/rand.h>

#include <cassert>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "auth/challenge.h"
#include "wamp/value.h"

namespace wampbridge::bridge {
namespace {

// Said in ABORT when a challenge cannot be answered, and in GOODBYE to a router
// that has not proven itself.
constexpr char kAuthenticationFailed[] = "wamp.error.authentication_failed";

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
          .channel_binding = Text(extra, "channel_binding"),
          .nonce = Text(extra, "nonce"),
          .kdf = Text(extra, "kdf"),
          .memory = Integer(extra, "memory")};
}

auth::WelcomeView ViewOf(const wamp::Welcome& welcome) {
  const wamp::Dict& extra = welcome.details.DictAt("authextra");
  return {.verifier = Text(extra, "verifier"),
          .scram_server_signature = Text(extra, "scram_server_signature")};
}

wamp::Dict ToDict(const auth::ExtraFields& fields) {
  wamp::Dict dict;
  for (const auto& [key, value] : fields) {
    dict.Set(key, value.has_value() ? wamp::Value(*value) : wamp::Value());
  }
  return dict;
}

auth::JoinFacts NewFacts() {
  auth::JoinFacts facts{std::string(auth::JoinFacts::kRandomOctets, '\0')};
  // It fails only where the system has no randomness, and nothing of TLS would
  // work then.
  const int filled =
      RAND_bytes(reinterpret_cast<unsigned char*>(facts.random.data()),
                 static_cast<int>(facts.random.size()));
  if (filled != 1) std::abort();
  return facts;
}

}  // namespace

PooledSession::PooledSession(Options options)
    : options_(std::move(options)),
      attempt_(options_.authenticator->Begin(NewFacts())) {
  wamp::SessionOptions& session = options_.session;
  const auth::Authenticator& authenticator = *options_.authenticator;
  session.authmethods = authenticator.methods();
  session.authid = authenticator.authid();
  session.authextra = ToDict(attempt_->HelloExtra());
  if (!authenticator.cookie().empty()) {
    options_.dial.headers["Cookie"] = std::string(authenticator.cookie());
    session.any_authmethod_welcomed = true;
  }
}

void PooledSession::Start(const SessionPool::ConnectionFactory& factory) {
  self_ = shared_from_this();
  connection_ = factory(*options_.loop, options_.dial, options_.session, this);
  connection_->Start();
}

void PooledSession::OnChallenge(const wamp::Challenge& challenge) {
  const auto tls = connection_->tls();
  const auto answer =
      attempt_->Answer(ViewOf(challenge), tls ? tls->unique : std::string());
  // A failure means that the session was lost meanwhile: OnLost says so.
  if (answer.ok()) {
    (void)connection_->Authenticate(answer->signature, ToDict(answer->extra));
  } else {
    (void)connection_->RefuseChallenge(kAuthenticationFailed, answer.status());
  }
}

void PooledSession::OnJoined(const wamp::Welcome& said) {
  disbelief_ = attempt_->CheckWelcome(ViewOf(said));
  if (!disbelief_.ok()) {
    connection_->Leave(kAuthenticationFailed);
    return;
  }
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
  if (disbelief_.ok()) {
    options_.lost(self, lost);
    return;
  }
  // To the pool, it never joined.
  options_.lost(self, {.by = wamp::SessionLost::By::kRefused,
                       .reason = kAuthenticationFailed,
                       .cause = disbelief_});
}

}  // namespace wampbridge::bridge
