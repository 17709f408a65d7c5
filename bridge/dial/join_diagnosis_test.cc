// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_diagnosis.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using Secret = JoinSettings::Secret;

ChallengeFacts Salted() {
  ChallengeFacts challenge{.method = "wampcra", .salted = true};
  challenge.iterations = 1000;
  challenge.keylen = 32;
  return challenge;
}

// One failure, and how its causes begin, in their order.
struct Case {
  const char* name;
  JoinStep step;
  const char* reason;
  const char* words;
  const char* method;
  std::optional<ChallengeFacts> challenge;
  Secret secret;
  std::vector<std::string> causes;
};

constexpr char kRefused[] = "wamp.error.not_authorized";

std::vector<Case> Cases() {
  const ChallengeFacts unsalted{.method = "wampcra"};
  const ChallengeFacts scram{.method = "scram", .salted = true};
  const ChallengeFacts ticket{.method = "ticket"};
  const ChallengeFacts cryptosign{.method = "cryptosign"};
  const Secret none = Secret::kNone;
  const Secret secret = Secret::kSecret;
  const Secret derived = Secret::kDerivedKey;
  return {
      {"options",
       JoinStep::kOptions,
       "",
       "no such file",
       "anonymous",
       {},
       none,
       {}},
      {"resolve",
       JoinStep::kResolve,
       "",
       "cannot resolve r",
       "anonymous",
       {},
       none,
       {"the name is misspelt"}},
      {"connect",
       JoinStep::kConnect,
       "",
       "refused",
       "anonymous",
       {},
       none,
       {"nothing listens there"}},
      {"clock behind",
       JoinStep::kTls,
       "",
       "the peer's certificate is not trusted: certificate is not yet valid",
       "anonymous",
       {},
       none,
       {"this machine's clock is behind"}},
      {"expired",
       JoinStep::kTls,
       "",
       "the peer's certificate is not trusted: certificate has expired",
       "anonymous",
       {},
       none,
       {"the router's certificate is too old"}},
      {"name",
       JoinStep::kTls,
       "",
       "the peer's certificate is not for a: it names b",
       "anonymous",
       {},
       none,
       {"the URL names the router differently"}},
      {"authority",
       JoinStep::kTls,
       "",
       "the peer's certificate is not trusted: unable to get local issuer "
       "certificate",
       "anonymous",
       {},
       none,
       {"another authority has signed"}},
      {"no TLS there",
       JoinStep::kTls,
       "",
       "what answered does not speak TLS",
       "anonymous",
       {},
       none,
       {"there is no TLS at this address"}},
      {"client certificate",
       JoinStep::kHandshake,
       "",
       "TLS: tlsv13 alert certificate required",
       "tls",
       {},
       none,
       {"the router wants a client certificate"}},
      {"handshake",
       JoinStep::kHandshake,
       "",
       "404 Not Found",
       "anonymous",
       {},
       none,
       {"the router speaks no WAMP at this path"}},
      {"realm",
       JoinStep::kHello,
       "wamp.error.no_such_realm",
       "",
       "anonymous",
       {},
       none,
       {"the router has no realm realm1"}},
      {"role",
       JoinStep::kHello,
       "wamp.error.no_such_role",
       "",
       "anonymous",
       {},
       none,
       {"the router gives authid joe a role"}},
      {"method",
       JoinStep::kHello,
       "wamp.error.no_auth_method",
       "",
       "scram",
       {},
       secret,
       {"the router does not offer method scram"}},
      {"cookie",
       JoinStep::kHello,
       "wamp.error.no_auth_method",
       "",
       "cookie",
       {},
       secret,
       {"the router does not offer method cookie",
        "the cookie is of no login"}},
      {"authid",
       JoinStep::kHello,
       kRefused,
       "",
       "wampcra",
       {},
       secret,
       {"the router does not know authid joe for method wampcra",
        "the router does not know method wampcra at all"}},
      {"principal",
       JoinStep::kHello,
       "wamp.error.no_such_principal",
       "",
       "ticket",
       {},
       secret,
       {"the router does not know authid joe"}},
      {"public key",
       JoinStep::kHello,
       kRefused,
       "",
       "cryptosign",
       {},
       secret,
       {"the public key of our private key",
        "the router does not know authid joe for method cryptosign",
        "the router does not know method"}},
      {"fingerprint",
       JoinStep::kHello,
       kRefused,
       "",
       "tls",
       {},
       none,
       {"the router knows our client certificate by no principal"}},
      {"chosen by the router",
       JoinStep::kHello,
       "",
       "CHALLENGE for ticket, which was not offered",
       "wampcra",
       {},
       secret,
       {"the router chooses the method by itself"}},
      {"cut off",
       JoinStep::kHello,
       "",
       "the connection was lost",
       "anonymous",
       {},
       none,
       {"the router does not take the HELLO"}},
      {"weak",
       JoinStep::kChallenge,
       "wamp.error.authentication_failed",
       "in the router's CHALLENGE for scram, iterations is 1",
       "scram",
       scram,
       secret,
       {"the router's costs for this user"}},
      {"binding",
       JoinStep::kChallenge,
       "wamp.error.authentication_failed",
       "wants channel binding \"x\"",
       "cryptosign",
       cryptosign,
       secret,
       {"the router and auth.channel_binding disagree"}},
      {"wrong secret, unsalted",
       JoinStep::kAuthenticate,
       kRefused,
       "",
       "wampcra",
       unsalted,
       secret,
       {"the secret is not that of authid joe",
        "the router keeps a derived key"}},
      {"derived key, unsalted",
       JoinStep::kAuthenticate,
       kRefused,
       "",
       "wampcra",
       unsalted,
       derived,
       {"the router does not salt"}},
      {"wrong secret, salted",
       JoinStep::kAuthenticate,
       kRefused,
       "",
       "wampcra",
       Salted(),
       secret,
       {"the secret is not the password of authid joe",
        "the secret is the derived key already",
        "newer Crossbar (since 25.12)"}},
      {"derived key, salted",
       JoinStep::kAuthenticate,
       kRefused,
       "",
       "wampcra",
       Salted(),
       derived,
       {"derived_key was not derived from the password with the router's salt, "
        "1000 iterations and 32 octets",
        "newer Crossbar (since 25.12)"}},
      {"ticket",
       JoinStep::kAuthenticate,
       kRefused,
       "",
       "ticket",
       ticket,
       secret,
       {"the ticket is not that of authid joe",
        "the router does not know authid joe"}},
      {"scram",
       JoinStep::kAuthenticate,
       kRefused,
       "",
       "scram",
       scram,
       secret,
       {"the secret is not the password of authid joe",
        "the router's stored-key was made otherwise"}},
      {"key",
       JoinStep::kAuthenticate,
       kRefused,
       "",
       "cryptosign",
       cryptosign,
       secret,
       {"the private key is not one of those"}},
      {"authenticator broke",
       JoinStep::kAuthenticate,
       "wamp.error.authorization_failed",
       "",
       "ticket",
       ticket,
       secret,
       {"the router could not check the answer"}},
      {"role after the answer",
       JoinStep::kAuthenticate,
       "wamp.error.no_such_role",
       "",
       "ticket",
       ticket,
       secret,
       {"the router gives authid joe a role"}},
      {"router without the secret",
       JoinStep::kWelcome,
       "wamp.error.authentication_failed",
       "",
       "scram",
       scram,
       secret,
       {"the router's server-key does not belong to this secret"}},
  };
}

TEST(JoinDiagnosisTest, EachFailureHasItsCauses) {
  for (const Case& one : Cases()) {
    const JoinSettings settings{"ws://r:1/ws", "realm1", one.method, "joe",
                                one.secret};
    JoinFailure failure{
        one.step, one.reason, absl::UnavailableError(one.words), {}};
    failure.login.challenge = one.challenge;
    const JoinDiagnosis diagnosis(settings, failure);
    ASSERT_EQ(diagnosis.causes().size(), one.causes.size()) << one.name;
    for (size_t i = 0; i < one.causes.size(); ++i) {
      EXPECT_TRUE(diagnosis.causes()[i].starts_with(one.causes[i]))
          << one.name << ": " << diagnosis.causes()[i];
    }
  }
}

TEST(JoinDiagnosisTest, BoundProofThatIsRefusedPointsAtTheTlsEnd) {
  JoinFailure failure{
      JoinStep::kAuthenticate, kRefused, absl::UnavailableError(""), {}};
  failure.login.challenge = ChallengeFacts{.method = "cryptosign"};
  failure.login.channel_binding = "tls-unique";
  const JoinDiagnosis diagnosis({"wss://r", "realm1", "cryptosign", "", {}},
                                failure);
  ASSERT_EQ(diagnosis.causes().size(), 2u);
  EXPECT_TRUE(diagnosis.causes()[0].starts_with("something between ends TLS"));
}

TEST(JoinDiagnosisTest, StepIsNamedAsTheMessageThatWasSent) {
  const auto step = [](JoinStep failed, const char* url) {
    const JoinSettings settings{url, "realm1", "anonymous", "", {}};
    const JoinFailure failure{failed,
                              "",
                              absl::UnavailableError("x"),
                              {{}, "", ChallengeFacts{}, {}}};
    const std::string words = JoinDiagnosis(settings, failure).Step();
    return words.substr(0, words.find(':'));
  };
  EXPECT_EQ(step(JoinStep::kOptions, "ws://r"), "options");
  EXPECT_EQ(step(JoinStep::kResolve, "ws://r"), "resolve");
  EXPECT_EQ(step(JoinStep::kConnect, "ws://r"), "connect");
  EXPECT_EQ(step(JoinStep::kTls, "wss://r"), "TLS");
  EXPECT_EQ(step(JoinStep::kHandshake, "wss://r"), "WebSocket");
  EXPECT_EQ(step(JoinStep::kHandshake, "tcp://r"), "RawSocket");
  EXPECT_EQ(step(JoinStep::kHello, "ws://r"), "HELLO");
  EXPECT_EQ(step(JoinStep::kChallenge, "ws://r"), "CHALLENGE");
  EXPECT_EQ(step(JoinStep::kAuthenticate, "ws://r"), "AUTHENTICATE");
  EXPECT_EQ(step(JoinStep::kWelcome, "ws://r"), "WELCOME");
}

}  // namespace
}  // namespace wampbridge::bridge
