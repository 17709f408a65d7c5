// SPDX-License-Identifier: Apache-2.0
#include "auth/authenticator.h"

#include <optional>
#include <utility>

#include "auth/ed25519.h"
#include "auth/encoding.h"
#include "auth/key_derivation.h"

namespace wampbridge::auth {
namespace {

// What a router says is repeated in errors, but not without end.
std::string Quoted(std::string_view text) {
  constexpr std::size_t kShownMax = 64;
  return JsonQuote(text.substr(0, kShownMax));
}

// anonymous and tls: the transport already says all there is to say.
class Unchallenged : public Authenticator {
 public:
  Unchallenged(std::string_view method, std::string authid)
      : Authenticator(method, std::move(authid)) {}

 private:
  absl::StatusOr<std::string> Sign(const ChallengeView&) const override {
    return absl::FailedPreconditionError(
        "the router sent a CHALLENGE for method " + Quoted(method()) +
        ", which has none");
  }
};

class TicketAuthenticator : public Authenticator {
 public:
  TicketAuthenticator(std::string authid, Secret ticket)
      : Authenticator(kTicket, std::move(authid)), ticket_(std::move(ticket)) {}

 private:
  absl::StatusOr<std::string> Sign(const ChallengeView&) const override {
    return std::string(ticket_.Reveal());
  }

  const Secret ticket_;
};

class WampCraAuthenticator : public Authenticator {
 public:
  // One of password and key is empty.
  WampCraAuthenticator(std::string authid, Secret password, Secret key)
      : Authenticator(kWampCra, std::move(authid)),
        password_(std::move(password)),
        derived_key_(std::move(key)) {}

 private:
  absl::StatusOr<std::string> Sign(const ChallengeView& view) const override {
    if (view.challenge.empty()) {
      return absl::InvalidArgumentError(
          "the router's CHALLENGE for wampcra has no challenge");
    }
    if (!derived_key_.empty()) {
      return WampCraSignature(derived_key_.Reveal(), view.challenge);
    }
    if (!view.salt.has_value()) {
      return WampCraSignature(password_.Reveal(), view.challenge);
    }
    if (!view.iterations.has_value() || !view.keylen.has_value()) {
      return absl::InvalidArgumentError(
          "the router's CHALLENGE for wampcra has a salt, but not both "
          "iterations and keylen");
    }
    const KeyDerivation derivation{std::string(*view.salt), *view.iterations,
                                   *view.keylen};
    if (absl::Status bounds = derivation.Check(); !bounds.ok()) {
      return absl::InvalidArgumentError(
          "in the router's CHALLENGE for wampcra, " +
          std::string(bounds.message()));
    }
    return WampCraSignature(derivation.WampCraKey(password_).Reveal(),
                            view.challenge);
  }

  const Secret password_;
  const Secret derived_key_;
};

// "Cryptosign-based Authentication", without channel binding.
class CryptosignAuthenticator : public Authenticator {
 public:
  CryptosignAuthenticator(std::string authid, Ed25519Key key)
      : Authenticator(kCryptosign, std::move(authid)), key_(std::move(key)) {}

  std::map<std::string, std::string> HelloExtra() const override {
    return {{"pubkey", HexEncode(key_.PublicKeyOctets())}};
  }

 private:
  absl::StatusOr<std::string> Sign(const ChallengeView& view) const override {
    if (view.channel_binding.has_value()) {
      return absl::InvalidArgumentError(
          "the router's CHALLENGE for cryptosign wants channel binding " +
          Quoted(*view.channel_binding) + ", which was not asked for");
    }
    const std::optional<std::string> message = HexDecode(view.challenge);
    if (!message.has_value() || message->size() != kEd25519KeyOctets) {
      return absl::InvalidArgumentError(
          "the router's CHALLENGE for cryptosign has challenge " +
          Quoted(view.challenge) + "; it must be 64 hexadecimal digits");
    }
    return HexEncode(key_.Sign(*message) + *message);
  }

  const Ed25519Key key_;
};

absl::Status Missing(const Credentials& credentials, std::string_view what) {
  return absl::InvalidArgumentError("method " + credentials.method + " needs " +
                                    std::string(what));
}

absl::StatusOr<std::unique_ptr<Authenticator>> MakeWithSecret(
    Credentials credentials) {
  const bool wampcra = credentials.method == kWampCra;
  if (credentials.authid.empty()) return Missing(credentials, "an authid");
  if (wampcra &&
      credentials.secret.empty() == credentials.derived_key.empty()) {
    return Missing(credentials, "either secret or derived_key");
  }
  if (wampcra) {
    return std::make_unique<WampCraAuthenticator>(
        std::move(credentials.authid), std::move(credentials.secret),
        std::move(credentials.derived_key));
  }
  if (credentials.secret.empty()) return Missing(credentials, "a secret");
  return std::make_unique<TicketAuthenticator>(std::move(credentials.authid),
                                               std::move(credentials.secret));
}

}  // namespace

absl::StatusOr<AuthenticateFields> Authenticator::Answer(
    const ChallengeView& view) const {
  if (view.method != method_) {
    return absl::InvalidArgumentError(
        "the router chose authentication method " + Quoted(view.method) +
        "; only " + Quoted(method_) + " was offered");
  }
  absl::StatusOr<std::string> signature = Sign(view);
  if (!signature.ok()) return signature.status();
  return AuthenticateFields{*std::move(signature), {}};
}

absl::StatusOr<std::unique_ptr<Authenticator>> MakeAuthenticator(
    Credentials credentials) {
  const std::string& method = credentials.method;
  if (method != kWampCra && !credentials.derived_key.empty()) {
    return absl::InvalidArgumentError("method " + method +
                                      " takes no derived_key");
  }
  if (method == kAnonymous || method == kTls) {
    if (!credentials.secret.empty()) {
      return absl::InvalidArgumentError("method " + method +
                                        " takes no secret");
    }
    return std::make_unique<Unchallenged>(method,
                                          std::move(credentials.authid));
  }
  if (method == kTicket || method == kWampCra) {
    return MakeWithSecret(std::move(credentials));
  }
  if (method == kCryptosign) {
    if (credentials.secret.empty()) return Missing(credentials, "a secret");
    absl::StatusOr<Ed25519Key> key = Ed25519Key::FromText(credentials.secret);
    if (!key.ok()) return key.status();
    return std::make_unique<CryptosignAuthenticator>(
        std::move(credentials.authid), *std::move(key));
  }
  return absl::InvalidArgumentError(
      "unknown authentication method " + Quoted(method) +
      "; known are anonymous, ticket, wampcra, cryptosign and tls");
}

}  // namespace wampbridge::auth
