// SPDX-License-Identifier: Apache-2.0
#include "auth/authenticator.h"

#include <cassert>
#include <optional>

#include "absl/strings/str_cat.h"
#include "auth/cryptosign_attempt.h"
#include "auth/encoding.h"
#include "auth/sasl_prep.h"
#include "auth/scram_attempt.h"
#include "auth/wampcra_attempt.h"

namespace wampbridge::auth {
namespace {

// anonymous, tls and cookie: the transport already says all there is to say.
class Unchallenged : public Authenticator {
 public:
  Unchallenged(const std::string& method, std::string authid, Secret cookie)
      : Authenticator({method}, std::move(authid)),
        cookie_(std::move(cookie)) {}

  std::string_view cookie() const override { return cookie_.Reveal(); }

  std::unique_ptr<Attempt> Begin(const JoinFacts&) const override {
    return std::make_unique<Silent>(methods());
  }

 private:
  class Silent : public Attempt {
   public:
    explicit Silent(const std::vector<std::string>& methods)
        : Attempt(methods) {}

   private:
    absl::StatusOr<AuthenticateFields> Sign(const ChallengeView& view,
                                            std::string_view) override {
      return absl::FailedPreconditionError(
          absl::StrCat("the router sent a CHALLENGE for method ",
                       JsonQuoteStart(view.method), ", which has none"));
    }
  };

  const Secret cookie_;
};

class TicketAuthenticator : public Authenticator {
 public:
  TicketAuthenticator(std::string authid, Secret ticket)
      : Authenticator({std::string(kTicket)}, std::move(authid)),
        ticket_(std::move(ticket)) {}

  std::unique_ptr<Attempt> Begin(const JoinFacts&) const override {
    return std::make_unique<Teller>(methods(), ticket_);
  }

 private:
  class Teller : public Attempt {
   public:
    Teller(const std::vector<std::string>& methods, const Secret& ticket)
        : Attempt(methods), ticket_(ticket) {}

   private:
    absl::StatusOr<AuthenticateFields> Sign(const ChallengeView&,
                                            std::string_view) override {
      return AuthenticateFields{std::string(ticket_.Reveal()), {}};
    }

    const Secret& ticket_;
  };

  const Secret ticket_;
};

class WampCraAuthenticator : public Authenticator {
 public:
  WampCraAuthenticator(std::string authid, WampCraSecret secret)
      : Authenticator({std::string(kWampCra)}, std::move(authid)),
        secret_(std::move(secret)) {}

  std::unique_ptr<Attempt> Begin(const JoinFacts&) const override {
    return std::make_unique<WampCraAttempt>(secret_);
  }

 private:
  const WampCraSecret secret_;
};

class CryptosignAuthenticator : public Authenticator {
 public:
  CryptosignAuthenticator(std::string authid, Ed25519Key key,
                          ChannelBinding binding)
      : Authenticator({std::string(kCryptosign)}, std::move(authid)),
        key_(std::move(key)),
        binding_(binding == ChannelBinding::kTlsUnique ? kTlsUnique : "") {}

  std::unique_ptr<Attempt> Begin(const JoinFacts&) const override {
    return std::make_unique<CryptosignAttempt>(key_, binding_);
  }

 private:
  const Ed25519Key key_;
  const std::string_view binding_;
};

// Crossbar ABORTs where the first method is one that it does not know, so its
// own name comes first.
class ScramAuthenticator : public Authenticator {
 public:
  ScramAuthenticator(std::string authid, ScramIdentity identity)
      : Authenticator({std::string(kScram), std::string(kWampScram)},
                      std::move(authid)),
        identity_(std::move(identity)) {}

  std::unique_ptr<Attempt> Begin(const JoinFacts& facts) const override {
    assert(facts.random.size() >= JoinFacts::kRandomOctets);
    return std::make_unique<ScramAttempt>(
        identity_, Base64Encode(std::string_view(facts.random)
                                    .substr(0, JoinFacts::kRandomOctets)));
  }

 private:
  const ScramIdentity identity_;
};

using Made = absl::StatusOr<std::unique_ptr<Authenticator>>;

Made MakeUnchallenged(Credentials given) {
  return std::make_unique<Unchallenged>(given.method, std::move(given.authid),
                                        std::move(given.secret));
}

Made MakeTicket(Credentials given) {
  return std::make_unique<TicketAuthenticator>(std::move(given.authid),
                                               std::move(given.secret));
}

Made MakeWampCra(Credentials given) {
  return std::make_unique<WampCraAuthenticator>(
      std::move(given.authid),
      WampCraSecret{std::move(given.secret), std::move(given.derived_key)});
}

Made MakeCryptosign(Credentials given) {
  absl::StatusOr<Ed25519Key> key = Ed25519Key::FromText(given.secret);
  if (!key.ok()) return key.status();
  return std::make_unique<CryptosignAuthenticator>(
      std::move(given.authid), *std::move(key), given.channel_binding);
}

Made MakeScram(Credentials given) {
  absl::StatusOr<Secret> name = SaslPrep(given.authid);
  if (!name.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("authid ", name.status().message()));
  }
  absl::StatusOr<Secret> password = SaslPrep(given.secret.Reveal());
  if (!password.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the secret ", password.status().message()));
  }
  return std::make_unique<ScramAuthenticator>(
      std::move(given.authid),
      ScramIdentity{std::string(name->Reveal()), *std::move(password)});
}

// What a method takes, and how it is made.
struct Method {
  std::string_view name;
  enum class Needs { kNothing, kSecret, kAuthidAndSecret } needs;
  Made (*make)(Credentials);
};

constexpr Method kMethods[] = {
    {kAnonymous, Method::Needs::kNothing, MakeUnchallenged},
    {kTicket, Method::Needs::kAuthidAndSecret, MakeTicket},
    {kWampCra, Method::Needs::kAuthidAndSecret, MakeWampCra},
    {kScram, Method::Needs::kAuthidAndSecret, MakeScram},
    {kCryptosign, Method::Needs::kSecret, MakeCryptosign},
    {kCookie, Method::Needs::kSecret, MakeUnchallenged},
    {kTls, Method::Needs::kNothing, MakeUnchallenged},
};

// nullptr: there is no such method.
const Method* FindMethod(std::string_view name) {
  for (const Method& method : kMethods) {
    if (method.name == name) return &method;
  }
  return nullptr;
}

absl::Status CheckCredentials(const Method& method, const Credentials& given) {
  const auto refuse = [&given](const char* words) {
    return absl::InvalidArgumentError(
        absl::StrCat("method ", given.method, " ", words));
  };
  const bool wampcra = method.name == kWampCra;
  if (!wampcra && !given.derived_key.empty()) {
    return refuse("takes no derived_key");
  }
  if (method.name != kCryptosign &&
      given.channel_binding != ChannelBinding::kNone) {
    return refuse("takes no channel_binding");
  }
  if (method.needs == Method::Needs::kNothing) {
    if (!given.secret.empty()) return refuse("takes no secret");
    return absl::OkStatus();
  }
  if (method.needs == Method::Needs::kAuthidAndSecret && given.authid.empty()) {
    return refuse("needs an authid");
  }
  if (wampcra && given.secret.empty() == given.derived_key.empty()) {
    return refuse("needs either secret or derived_key");
  }
  if (!wampcra && given.secret.empty()) return refuse("needs a secret");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Authenticator>> MakeAuthenticator(
    Credentials credentials) {
  const Method* const method = FindMethod(credentials.method);
  if (method == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        "unknown authentication method ", JsonQuoteStart(credentials.method),
        "; known are anonymous, ticket, wampcra, scram, cryptosign, cookie and "
        "tls"));
  }
  const absl::Status checked = CheckCredentials(*method, credentials);
  if (!checked.ok()) return checked;
  return method->make(std::move(credentials));
}

}  // namespace wampbridge::auth
