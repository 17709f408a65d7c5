// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_DIAL_JOIN_FACTS_H_
#define BRIDGE_DIAL_JOIN_FACTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "wamp/message.h"
#include "wamp/serializer.h"
#include "wamp/transport/tls_facts.h"

namespace wampbridge::bridge {

// What a router's CHALLENGE asked for; what it did not say is empty.
struct ChallengeFacts {
  std::string method = {};
  bool salted = false;
  std::string kdf = {};
  std::optional<std::int64_t> iterations = std::nullopt;
  std::optional<std::int64_t> memory = std::nullopt;  // KiB
  std::optional<std::int64_t> keylen = std::nullopt;  // octets
  std::string channel_binding = {};
};

// With what an identity asked to be let in.
struct LoginFacts {
  std::vector<std::string> offered = {};  // HELLO's authmethods
  std::string channel_binding = {};       // asked for in HELLO; empty: none
  // Nothing when the router sent no CHALLENGE.
  std::optional<ChallengeFacts> challenge = std::nullopt;
  // Nothing without TLS, or when its handshake was not done.
  std::optional<transport::TlsFacts> tls = std::nullopt;
};

// What a join that went well has found.
struct JoinReport {
  wamp::Serializer serializer = wamp::Serializer::kJson;
  wamp::Welcome welcome;
  LoginFacts login;
  absl::Duration join_time;   // From dialling to WELCOME.
  absl::Duration round_trip;  // From GOODBYE to the answer.
};

// The steps of a join, in their order. Where one failed, those before it went
// well.
enum class JoinStep {
  kOptions,       // before anything: options, and files that they name
  kResolve,       // the host's name
  kConnect,       // TCP, or the Unix socket
  kTls,           // TLS's handshake
  kHandshake,     // WebSocket's or RawSocket's
  kHello,         // the router's answer to HELLO
  kChallenge,     // our answer to the router's CHALLENGE
  kAuthenticate,  // the router's answer to AUTHENTICATE
  kWelcome,       // what WELCOME has to prove
};

// Why a join did not go well.
struct JoinFailure {
  JoinStep step = JoinStep::kOptions;
  std::string reason = {};  // URI of an ABORT or GOODBYE, else empty
  absl::Status cause = {};  // in words, never OK
  LoginFacts login = {};
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_DIAL_JOIN_FACTS_H_
