// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_diagnosis.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

using By = wamp::SessionLost::By;

// A router's clock that is further off than this is worth a word.
constexpr absl::Duration kSkewWorthTelling = absl::Seconds(30);

bool Says(const FailedJoin& join, const char* words) {
  return absl::StrContains(join.lost.cause.message(), words);
}

std::string OfTransport(const FailedJoin& join) {
  if (Says(join, "certificate is not for")) {
    return "the router's certificate is for another name: set the router's "
           "tls.server_name to a name that it has, or take a URL with it";
  }
  if (Says(join, "has expired") || Says(join, "not yet valid")) {
    return "a certificate is out of date, or the clock of this machine is "
           "wrong";
  }
  if (Says(join, "self-signed") || Says(join, "self signed") ||
      Says(join, "issuer")) {
    return "the router's certificate is of an authority that is not trusted "
           "here: name it in the router's tls.ca_file";
  }
  if (Says(join, "certificate required") || Says(join, "bad certificate") ||
      Says(join, "alert unknown ca")) {
    return "the router wants a client certificate that it trusts: set the "
           "router's tls.cert_file and tls.key_file";
  }
  return "";
}

// Refused before there was a challenge: by what HELLO said.
std::string OfHello(const FailedJoin& join) {
  if (join.method == "tls") {
    return "the router knows no client certificate like that of tls.cert_file";
  }
  if (join.method == "anonymous") {
    return absl::StrCat("the router lets nobody into realm ", join.realm,
                        " anonymously");
  }
  const std::string whom =
      join.authid.empty() ? "this key" : absl::StrCat("authid ", join.authid);
  return absl::StrCat("the router has no ", whom, " for method ", join.method,
                      " in realm ", join.realm,
                      ", or does not offer that method on this transport");
}

std::string OfSalt(const FailedJoin& join) {
  const SeenChallenge& challenge = *join.challenge;
  if (join.key == FailedJoin::Key::kDerived && !challenge.salted) {
    return "the router sent no salt, so it expects the plain secret, and "
           "derived_key was given: use `secret`, or give this user a salt in "
           "the router's configuration";
  }
  const std::string derivation = absl::StrCat(
      "PBKDF2 of the secret with the router's salt, ", challenge.iterations,
      " iterations and ", challenge.keylen, " octets, in base64");
  if (join.key == FailedJoin::Key::kDerived) {
    return absl::StrCat("derived_key is not ", derivation,
                        "; or the router holds the derived key where it "
                        "derives one itself");
  }
  if (challenge.salted) {
    return absl::StrCat(
        "the secret is wrong; or the router's configuration does not hold what "
        "it expects: some routers want the plain secret there and derive the "
        "key themselves, others the key, ",
        derivation);
  }
  return "the secret is wrong: check that it has no line break or quotes too "
         "many";
}

// Refused after the answer to a challenge.
std::string OfAnswer(const FailedJoin& join) {
  if (join.method == "wampcra") return OfSalt(join);
  if (join.method == "ticket") {
    return absl::StrCat("the ticket is not that of authid ", join.authid,
                        ", or it has expired");
  }
  if (join.method == "cryptosign") {
    return join.challenge->channel_binding.empty()
               ? "the router does not have the public key of this private key "
                 "among those of the user"
               : "the router does not have this key's public key; or it is "
                 "behind a proxy that ends TLS, which channel_binding does "
                 "not survive";
  }
  return "the secret is wrong";
}

std::string OfAbort(const FailedJoin& join) {
  const std::string& reason = join.lost.reason;
  if (reason == "wamp.error.no_such_realm") {
    return absl::StrCat("the router has no realm ", join.realm,
                        ": check the identity's realm for case and spelling");
  }
  if (reason == "wamp.error.no_such_role") {
    return "the router's configuration gives this user a role that the realm "
           "does not have";
  }
  if (reason == "wamp.error.no_auth_method" ||
      reason == "wamp.error.no_matching_auth_method") {
    return absl::StrCat("the router does not offer method ", join.method,
                        " on this transport");
  }
  if (reason == "wamp.error.no_such_principal") {
    return absl::StrCat("the router knows no authid ", join.authid);
  }
  return join.challenge.has_value() ? OfAnswer(join) : OfHello(join);
}

std::string OfSilence(const FailedJoin& join) {
  return join.challenge.has_value()
             ? "the router asks somebody else (a dynamic authenticator) who "
               "does not answer"
             : "what listens there speaks the transport and no WAMP, or is "
               "too busy";
}

std::string OfRefusal(const FailedJoin& join) {
  if (join.challenge.has_value() && join.challenge->method != join.method) {
    return absl::StrCat("the router chose method ", join.challenge->method,
                        ", which was not offered: this is not a router to give "
                        "a secret to");
  }
  return "";
}

std::string OfClock(const FailedJoin& join) {
  if (!join.challenge.has_value() || !join.challenge->made.has_value()) {
    return "";
  }
  const absl::Duration skew = *join.challenge->made - join.now;
  if (absl::AbsDuration(skew) < kSkewWorthTelling) return "";
  return absl::StrCat(
      "the router's clock is ",
      absl::FormatDuration(
          absl::Trunc(absl::AbsDuration(skew), absl::Seconds(1))),
      skew > absl::ZeroDuration() ? " ahead of" : " behind",
      " this machine's: what has an expiry may be refused for that");
}

std::string Cause(const FailedJoin& join) {
  switch (join.lost.by) {
    case By::kTransport:
      return OfTransport(join);
    case By::kAbort:
      return OfAbort(join);
    case By::kTimeout:
      return OfSilence(join);
    case By::kRefused:
      return OfRefusal(join);
    case By::kGoodbye:
    case By::kViolation:
    case By::kUs:
      break;
  }
  return "";
}

}  // namespace

std::string FailedStep(const FailedJoin& join) {
  if (join.lost.by == By::kTransport) {
    return join.challenge.has_value() ? "AUTHENTICATE" : "connecting";
  }
  if (join.lost.by == By::kRefused) return "CHALLENGE";
  return join.challenge.has_value() ? "AUTHENTICATE" : "HELLO";
}

std::string LikelyCause(const FailedJoin& join) {
  const std::string cause = Cause(join);
  const std::string clock = OfClock(join);
  if (cause.empty() || clock.empty()) return absl::StrCat(cause, clock);
  return absl::StrCat(cause, "; and ", clock);
}

}  // namespace wampbridge::bridge
