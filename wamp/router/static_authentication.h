// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_STATIC_AUTHENTICATION_H_
#define WAMP_ROUTER_STATIC_AUTHENTICATION_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/statusor.h"
#include "auth/challenge.h"
#include "auth/verifier.h"
#include "wamp/router/options.h"
#include "wamp/value.h"

namespace wampbridge::router {

// Who somebody turned out to be.
struct Admission {
  std::string authid;
  std::string authrole;
  std::string authmethod;
};

// Somebody who has yet to prove it: CHALLENGE's fields, and what is needed to
// judge the answer. `verifier` belongs to the StaticAuthentication.
struct PendingLogin {
  Admission admission;  // once the answer is right
  const auth::Verifier* verifier = nullptr;
  auth::ChallengeInput input;
  auth::ChallengeFields challenge;

  wamp::Dict ChallengeExtra() const;  // CHALLENGE.Extra
};

// ABORT's reason, and its text for people.
struct LoginRefusal {
  std::string_view reason;
  std::string text;
};

using LoginDecision = std::variant<Admission, PendingLogin, LoginRefusal>;

// A realm's users and principals as its configuration lists them (advanced
// profile, "Authentication"): anonymous, ticket, wampcra and cryptosign. The
// first of HELLO's methods that the realm knows decides; there is no falling
// through after its failure. Immutable.
class StaticAuthentication {
 public:
  static absl::StatusOr<std::unique_ptr<StaticAuthentication>> Create(
      const RealmOptions& realm);

  // `input` has the random octets, the time and the session's id; the rest is
  // filled in here.
  LoginDecision Begin(const wamp::Dict& hello_details,
                      auth::ChallengeInput input) const;
  // AUTHENTICATE has come: Admission or LoginRefusal.
  static LoginDecision Finish(const PendingLogin& login,
                              std::string_view signature);

 private:
  // One way in: a user's or principal's role, and how he proves himself.
  struct Account {
    std::string role;
    std::unique_ptr<auth::Verifier> verifier;
  };
  using Accounts = std::map<std::string, Account, std::less<>>;  // by authid

  StaticAuthentication() = default;

  absl::Status AddPrincipal(const std::string& authid,
                            const PrincipalOptions& principal);
  bool Offers(std::string_view method) const;
  LoginDecision Challenge(std::string_view method,
                          const wamp::Dict& hello_details,
                          auth::ChallengeInput input) const;
  // The authid that HELLO names, or for cryptosign the one whose key it shows.
  std::string FindAuthid(std::string_view method,
                         const wamp::Dict& hello_details,
                         std::string_view public_key) const;

  std::string anonymous_role_;  // empty: refused
  // method -> its accounts
  std::map<std::string, Accounts, std::less<>> accounts_;
  // public key in lower case -> authid (cryptosign without authid)
  std::map<std::string, std::string, std::less<>> by_key_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_STATIC_AUTHENTICATION_H_
