// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_diagnosis.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

using Secret = JoinSettings::Secret;

// A cause that words of TLS give away.
struct TlsRule {
  const char* words;
  const char* cause;
};

// OpenSSL's and our own, see wamp/transport/tls_words.cc.
constexpr TlsRule kTlsRules[] = {
    {"not yet valid",
     "this machine's clock is behind, or the certificate was made for later; "
     "compare the clock with the certificate's dates"},
    {"has expired",
     "the router's certificate is too old, or this machine's clock is ahead; "
     "renew the certificate, or set the clock"},
    {"is not for",
     "the URL names the router differently than its certificate does; use a "
     "name of the certificate in the URL, or set tls.server_name to one"},
    {"not trusted",
     "another authority has signed the router's certificate than those that "
     "are trusted; set tls.ca_file to that authority's certificate"},
    {"unknown ca",
     "the router does not know the authority of our client certificate; use "
     "one of an authority that it trusts"},
    {"certificate required",
     "the router wants a client certificate; set tls.cert_file and "
     "tls.key_file"},
    {"bad certificate",
     "the router refuses our client certificate; use one of an authority that "
     "it trusts"},
    {"protocol version",
     "the router does not speak a TLS version that is allowed here; see "
     "tls.min_version"},
    {"does not speak TLS",
     "there is no TLS at this address; use ws:// or tcp://, or the port that "
     "has it"},
    {"may not speak TLS",
     "there is no TLS at this address; use ws:// or tcp://, or the port that "
     "has it"},
};

constexpr char kCompare[] =
    "; compare them, spaces and line breaks at their ends too";

bool IsRefusal(const std::string& reason) {
  return reason == "wamp.error.not_authorized" ||
         reason == "wamp.error.authentication_denied" ||
         reason == "wamp.error.authentication_failed";
}

}  // namespace

JoinDiagnosis::JoinDiagnosis(JoinSettings settings, JoinFailure failure)
    : settings_(std::move(settings)),
      failure_(std::move(failure)),
      words_(failure_.cause.message()) {
  Judge();
}

void JoinDiagnosis::Judge() {
  switch (failure_.step) {
    case JoinStep::kOptions:
      return;
    case JoinStep::kResolve:
      causes_.push_back(
          "the name is misspelt, or this machine's DNS does not know it; look "
          "it up from here (getent hosts NAME)");
      return;
    case JoinStep::kConnect:
      causes_.push_back(
          "nothing listens there, or a firewall is between; see that the "
          "router runs and that host and port are those of its configuration");
      return;
    case JoinStep::kTls:
      return JudgeTls();
    case JoinStep::kHandshake:
      return JudgeHandshake();
    case JoinStep::kHello:
      return JudgeHello();
    case JoinStep::kChallenge:
      return JudgeChallenge();
    case JoinStep::kAuthenticate:
      return JudgeAnswer();
    case JoinStep::kWelcome:
      causes_.push_back(
          "the router's server-key does not belong to this secret (it was made "
          "of another one), or what answers is not your router");
  }
}

std::string JoinDiagnosis::Step() const {
  switch (failure_.step) {
    case JoinStep::kOptions:
      return "options: nothing was sent yet";
    case JoinStep::kResolve:
      return "resolve: the host's name has no address";
    case JoinStep::kConnect:
      return "connect: there is no connection";
    case JoinStep::kTls:
      return "TLS: connected, but the TLS handshake failed";
    case JoinStep::kHandshake:
      return absl::StartsWith(settings_.url, "ws")
                 ? "WebSocket: connected, but its handshake failed"
                 : "RawSocket: connected, but its handshake failed";
    case JoinStep::kHello:
      return "HELLO: the router did not answer it with WELCOME or CHALLENGE";
    case JoinStep::kChallenge:
      return "CHALLENGE: we do not answer the one that the router sent";
    case JoinStep::kAuthenticate:
      return "AUTHENTICATE: the router did not take our answer to its "
             "CHALLENGE";
    case JoinStep::kWelcome:
      break;
  }
  return "WELCOME: the router let us in, but we do not believe it";
}

bool JoinDiagnosis::Says(const char* words) const {
  return absl::StrContains(absl::AsciiStrToLower(words_),
                           absl::AsciiStrToLower(words));
}

std::string JoinDiagnosis::User() const {
  return settings_.authid.empty() ? "this client"
                                  : absl::StrCat("authid ", settings_.authid);
}

void JoinDiagnosis::JudgeTls() {
  for (const TlsRule& rule : kTlsRules) {
    if (!Says(rule.words)) continue;
    causes_.push_back(rule.cause);
    return;
  }
}

void JoinDiagnosis::JudgeHandshake() {
  // With TLS 1.3 the router judges our certificate after the handshake.
  if (Says("TLS")) JudgeTls();
  if (!causes_.empty()) return;
  causes_.push_back(
      absl::StartsWith(settings_.url, "ws")
          ? "the router speaks no WAMP at this path or port, or TLS, or none "
            "of "
            "the serializers; compare the URL, its path too, and serializers "
            "with the router's configuration"
          : "the router has no RawSocket at this port, or TLS, or none of the "
            "serializers; compare the URL and serializers with the router's "
            "configuration");
}

bool JoinDiagnosis::JudgeReason() {
  const std::string& reason = failure_.reason;
  if (reason == "wamp.error.no_such_realm") {
    causes_.push_back(absl::StrCat(
        "the router has no realm ", settings_.realm,
        "; compare identities.NAME.realm with the router's configuration"));
  } else if (reason == "wamp.error.no_such_role") {
    causes_.push_back(absl::StrCat(
        "the router gives ", User(),
        " a role that the realm has not; add the role to the router's realm"));
  } else if (reason == "wamp.error.no_such_principal") {
    causes_.push_back(absl::StrCat("the router does not know ", User(),
                                   "; add it to the router's configuration, or "
                                   "correct auth.authid"));
  } else if (reason == "wamp.error.no_auth_method" ||
             reason == "wamp.error.no_matching_auth_method" ||
             reason == "wamp.error.authentication_required") {
    causes_.push_back(absl::StrCat(
        "the router does not offer method ", settings_.method,
        " at this URL; enable it for this transport, or use a method that it "
        "has"));
    if (settings_.method == "cookie") {
      causes_.push_back(
          "the cookie is of no login that the router remembers; log in once "
          "more with another method and take the new cookie");
    }
  } else {
    return false;
  }
  return true;
}

void JoinDiagnosis::JudgeHello() {
  if (JudgeReason()) return;
  if (IsRefusal(failure_.reason)) {
    if (settings_.method == "tls") {
      causes_.push_back(
          "the router knows our client certificate by no principal; give it "
          "the fingerprint (Crossbar: certificate-sha1)");
      return;
    }
    if (settings_.method == "cryptosign") {
      causes_.push_back(absl::StrCat(
          "the public key of our private key is not among the authorized keys "
          "of ",
          User(), " at the router; add it there"));
    }
    if (settings_.method != "anonymous") {
      causes_.push_back(absl::StrCat(
          "the router does not know ", User(), " for method ", settings_.method,
          "; add it to the router's configuration, or correct auth.authid"));
    }
    causes_.push_back(absl::StrCat("the router does not know method ",
                                   settings_.method,
                                   " at all; use one that it has"));
    return;
  }
  if (absl::IsDeadlineExceeded(failure_.cause)) {
    causes_.push_back(
        "what answers the handshake is no WAMP router, or one that is "
        "overloaded or waits for an authenticator of its own");
  } else if (Says("which was not offered")) {
    causes_.push_back(absl::StrCat(
        "the router chooses the method by itself; use the one that it chose "
        "instead of ",
        settings_.method));
  } else if (failure_.reason.empty()) {
    causes_.push_back(absl::StrCat(
        "the router does not take the HELLO; Crossbar closes the connection "
        "instead of saying so where realm ",
        settings_.realm, " is not a name that it allows"));
  }
}

void JoinDiagnosis::JudgeChallenge() {
  if (Says("iterations") || Says("memory") || Says("salt") || Says("kdf")) {
    causes_.push_back(
        "the router's costs for this user are weaker or higher than what is "
        "taken here; make its key again with ones within the bounds");
  } else if (Says("channel binding")) {
    causes_.push_back(
        "the router and auth.channel_binding disagree; set it to what the "
        "router does (Crossbar: tls_unique, over wss:// and tcps:// only)");
  } else {
    causes_.push_back(
        "the router does not keep to the method's rules, or something between "
        "changes what it says");
  }
}

void JoinDiagnosis::JudgeAnswer() {
  if (JudgeReason()) return;
  const ChallengeFacts& challenge = *failure_.login.challenge;
  if (!IsRefusal(failure_.reason)) {
    causes_.push_back(
        "the router could not check the answer; see its log for this time");
  } else if (challenge.method == "wampcra") {
    JudgeWampCra(challenge);
  } else if (challenge.method == "cryptosign") {
    JudgeCryptosign();
  } else if (challenge.method == "ticket") {
    causes_.push_back(
        absl::StrCat("the ticket is not that of ", User(), kCompare));
    causes_.push_back(absl::StrCat("the router does not know ", User(),
                                   ", and does not say so before it has seen "
                                   "a ticket"));
  } else {
    JudgeScram();
  }
}

void JoinDiagnosis::JudgeWampCra(const ChallengeFacts& challenge) {
  const bool derived = settings_.secret == Secret::kDerivedKey;
  const std::string generations =
      "newer Crossbar (since 25.12) wants the password itself as secret in its "
      "configuration and derives from it, older ones (to 23.1) and other "
      "routers want the derived key there; give the router what its generation "
      "wants";
  if (challenge.salted && derived) {
    causes_.push_back(absl::StrCat(
        "derived_key was not derived from the password with the router's "
        "salt, ",
        challenge.iterations.value_or(0), " iterations and ",
        challenge.keylen.value_or(0),
        " octets, or it is the password itself; give the password as "
        "auth.secret, from which the key is derived here"));
    causes_.push_back(generations);
  } else if (challenge.salted) {
    causes_.push_back(
        absl::StrCat("the secret is not the password of ", User(), kCompare));
    causes_.push_back(
        "the secret is the derived key already; give it as auth.derived_key "
        "instead of auth.secret");
    causes_.push_back(generations);
  } else if (derived) {
    causes_.push_back(
        "the router does not salt, so that derived_key has to be its secret "
        "letter by letter; give the password as secret instead");
  } else {
    causes_.push_back(
        absl::StrCat("the secret is not that of ", User(), kCompare));
    causes_.push_back(
        "the router keeps a derived key, but its salt, iterations and keylen "
        "are missing there; add them to the router's configuration, or give "
        "the derived key as derived_key");
  }
}

void JoinDiagnosis::JudgeScram() {
  causes_.push_back(
      absl::StrCat("the secret is not the password of ", User(), kCompare));
  causes_.push_back(
      "the router's stored-key was made otherwise: of another salt or cost, or "
      "with argon2id-13 of the hash's octets instead of its base64 text; make "
      "it again (autobahn: derive_scram_credential)");
}

void JoinDiagnosis::JudgeCryptosign() {
  if (!failure_.login.channel_binding.empty()) {
    causes_.push_back(
        "something between ends TLS, so that the router sees another "
        "connection than we do; set auth.channel_binding to none, or go around "
        "it");
  }
  causes_.push_back(absl::StrCat("the private key is not one of those that ",
                                 User(),
                                 " has at the router; add its public key "
                                 "there"));
}

}  // namespace wampbridge::bridge
