// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_CHALLENGE_H_
#define AUTH_CHALLENGE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace wampbridge::auth {

// The names of the authentication methods as WAMP has them in
// HELLO.Details.authmethods.
inline constexpr std::string_view kAnonymous = "anonymous";
inline constexpr std::string_view kTicket = "ticket";
inline constexpr std::string_view kWampCra = "wampcra";
inline constexpr std::string_view kCryptosign = "cryptosign";
inline constexpr std::string_view kTls = "tls";
inline constexpr std::string_view kCookie = "cookie";
// The same method, as Crossbar and as the specification name it; they differ
// in details (see scram_attempt.h).
inline constexpr std::string_view kScram = "scram";
inline constexpr std::string_view kWampScram = "wamp-scram";

// The one channel binding that is spoken: RFC 5929, section 3.
inline constexpr std::string_view kTlsUnique = "tls-unique";

// Fields of a message's `authextra` or `extra`; those without value are null.
using ExtraFields = std::map<std::string, std::optional<std::string>>;

// What a CHALLENGE says: `[4, method, Extra]`. The fields of Extra that are
// not there, or null, are empty. Views into the received message.
struct ChallengeView {
  std::string_view method = {};
  std::string_view challenge = {};
  std::optional<std::string_view> salt = std::nullopt;
  std::optional<std::int64_t> iterations = std::nullopt;
  std::optional<std::int64_t> keylen = std::nullopt;
  std::optional<std::string_view> channel_binding = std::nullopt;
  // scram only.
  std::optional<std::string_view> nonce = std::nullopt;
  std::optional<std::string_view> kdf = std::nullopt;
  std::optional<std::int64_t> memory = std::nullopt;  // KiB
};

// How a WELCOME proves that the router knows the secret too: fields of its
// authextra. Views into the received message.
struct WelcomeView {
  std::optional<std::string_view> verifier = std::nullopt;
  std::optional<std::string_view> scram_server_signature = std::nullopt;
};

// What an AUTHENTICATE carries: `[5, signature, extra]`. With ticket the
// signature is the secret itself: it must reach no log.
struct AuthenticateFields {
  std::string signature = {};
  ExtraFields extra = {};
};

// The fields of a CHALLENGE that a router sends, owned.
struct ChallengeFields {
  std::string challenge = {};
  std::optional<std::string> salt = std::nullopt;
  std::int64_t iterations = 0;  // Sent with salt only, as keylen.
  std::int64_t keylen = 0;
};

}  // namespace wampbridge::auth

#endif  // AUTH_CHALLENGE_H_
