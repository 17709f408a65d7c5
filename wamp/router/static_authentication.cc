// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/static_authentication.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "auth/key_derivation.h"
#include "auth/secret.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {
namespace {

constexpr std::string_view kProvider = "static";

// HELLO.Details.authmethods; without it the client expects none.
std::vector<std::string> MethodsOf(const wamp::Dict& details) {
  const wamp::List* list = details.FindList("authmethods");
  std::vector<std::string> methods;
  if (list != nullptr) {
    for (const wamp::Value& item : *list) {
      if (item.AsString() != nullptr) methods.push_back(*item.AsString());
    }
  }
  if (methods.empty()) methods.emplace_back(auth::kAnonymous);
  return methods;
}

// Whether the client wants to bind its proof to the TLS channel, which this
// router's transports do not have.
bool WantsChannelBinding(const wamp::Dict& extra) {
  const wamp::Value* found = extra.Find("channel_binding");
  return found != nullptr && !found->is_null();
}

std::optional<auth::KeyDerivation> DerivationOf(const UserOptions& user) {
  if (user.salt.empty()) return std::nullopt;
  return auth::KeyDerivation{
      .salt = user.salt, .iterations = user.iterations, .keylen = user.keylen};
}

}  // namespace

wamp::Dict PendingLogin::ChallengeExtra() const {
  wamp::Dict extra;
  if (!challenge.challenge.empty()) {
    extra.Set("challenge", challenge.challenge);
  }
  if (challenge.salt.has_value()) {
    extra.Set("salt", *challenge.salt);
    extra.Set("iterations", challenge.iterations);
    extra.Set("keylen", challenge.keylen);
  }
  return extra;
}

absl::StatusOr<std::unique_ptr<StaticAuthentication>>
StaticAuthentication::Create(const RealmOptions& realm) {
  std::unique_ptr<StaticAuthentication> made(new StaticAuthentication());
  made->anonymous_role_ = realm.anonymous_role;
  for (const auto& [authid, user] : realm.users) {
    auto verifier = auth::MakeWampCraVerifier(auth::Secret(user.secret),
                                              DerivationOf(user));
    if (!verifier.ok()) return verifier.status();
    made->accounts_[std::string(auth::kWampCra)].emplace(
        authid, Account{user.role, *std::move(verifier)});
  }
  for (const auto& [authid, principal] : realm.principals) {
    const absl::Status added = made->AddPrincipal(authid, principal);
    if (!added.ok()) return added;
  }
  return made;
}

absl::Status StaticAuthentication::AddPrincipal(
    const std::string& authid, const PrincipalOptions& principal) {
  if (!principal.ticket.empty()) {
    accounts_[std::string(auth::kTicket)].emplace(
        authid, Account{principal.role, auth::MakeTicketVerifier(
                                            auth::Secret(principal.ticket))});
  }
  if (principal.authorized_keys.empty()) return absl::OkStatus();
  auto verifier = auth::MakeCryptosignVerifier(principal.authorized_keys);
  if (!verifier.ok()) return verifier.status();
  accounts_[std::string(auth::kCryptosign)].emplace(
      authid, Account{principal.role, *std::move(verifier)});
  for (const std::string& key : principal.authorized_keys) {
    by_key_.emplace(absl::AsciiStrToLower(key), authid);
  }
  return absl::OkStatus();
}

bool StaticAuthentication::Offers(std::string_view method) const {
  if (method == auth::kAnonymous) return !anonymous_role_.empty();
  return accounts_.contains(method);
}

LoginDecision StaticAuthentication::Begin(const wamp::Dict& hello_details,
                                          auth::ChallengeInput input) const {
  const std::vector<std::string> methods = MethodsOf(hello_details);
  for (const std::string& method : methods) {
    if (!Offers(method)) continue;
    if (method == auth::kAnonymous) {
      return Admission{
          .authid = absl::StrCat("anonymous-", absl::Hex(input.session_id)),
          .authrole = anonymous_role_,
          .authmethod = method};
    }
    return Challenge(method, hello_details, std::move(input));
  }
  if (methods.size() == 1 && methods.front() == auth::kAnonymous) {
    return LoginRefusal{kAuthenticationRequired,
                        "this realm admits nobody without credentials"};
  }
  return LoginRefusal{kNoMatchingAuthMethod,
                      absl::StrCat("this realm has no account for any of: ",
                                   absl::StrJoin(methods, ", "))};
}

LoginDecision StaticAuthentication::Challenge(
    std::string_view method, const wamp::Dict& hello_details,
    auth::ChallengeInput input) const {
  const wamp::Dict& extra = hello_details.DictAt("authextra");
  if (method == auth::kCryptosign && WantsChannelBinding(extra)) {
    return LoginRefusal{kAuthenticationFailed,
                        "this router has no channel to bind to"};
  }
  input.public_key = absl::AsciiStrToLower(extra.TextAt("pubkey"));
  input.authid = FindAuthid(method, hello_details, input.public_key);
  const Accounts& accounts = accounts_.find(method)->second;
  const auto account = accounts.find(input.authid);
  if (account == accounts.end()) {
    return LoginRefusal{kNoSuchPrincipal,
                        input.authid.empty()
                            ? "HELLO names nobody that the realm knows"
                            : absl::StrCat("the realm has no \"", input.authid,
                                           "\" for ", std::string(method))};
  }
  input.authrole = account->second.role;
  input.authprovider = std::string(kProvider);
  auto challenge = account->second.verifier->Challenge(input);
  if (!challenge.ok()) {
    return LoginRefusal{kAuthenticationDenied,
                        std::string(challenge.status().message())};
  }
  Admission admission{.authid = input.authid,
                      .authrole = input.authrole,
                      .authmethod = std::string(method)};
  return PendingLogin{.admission = std::move(admission),
                      .verifier = account->second.verifier.get(),
                      .input = std::move(input),
                      .challenge = *std::move(challenge)};
}

std::string StaticAuthentication::FindAuthid(
    std::string_view method, const wamp::Dict& hello_details,
    std::string_view public_key) const {
  std::string authid = hello_details.TextAt("authid");
  if (!authid.empty() || method != auth::kCryptosign) return authid;
  const auto found = by_key_.find(public_key);
  return found == by_key_.end() ? std::string() : found->second;
}

LoginDecision StaticAuthentication::Finish(const PendingLogin& login,
                                           std::string_view signature) {
  const absl::Status verified =
      login.verifier->Verify(login.input, login.challenge, signature);
  if (verified.ok()) return login.admission;
  return LoginRefusal{kAuthenticationDenied, std::string(verified.message())};
}

}  // namespace wampbridge::router
