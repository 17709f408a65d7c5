// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_diagnosis.h"

#include <cstddef>
#include <string>
#include <utility>
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

constexpr char kRefused[] = "wamp.error.not_authorized";
constexpr Secret kNone = Secret::kNone;
constexpr Secret kSecret = Secret::kSecret;
constexpr Secret kDerived = Secret::kDerivedKey;

// What a failure is, and how its causes begin, in their order.
struct Case {
  std::string reason;
  std::string words;
  std::string method;
  std::vector<std::string> causes;
};

JoinSettings Settings(const std::string& method, Secret secret) {
  return {"ws://r:1/ws", "realm1", method, "joe", secret};
}

void ExpectCauses(const JoinSettings& settings, const JoinFailure& failure,
                  const std::vector<std::string>& causes) {
  const JoinDiagnosis diagnosis(settings, failure);
  const std::string about = settings.method + " " + failure.reason + " " +
                            std::string(failure.cause.message());
  ASSERT_EQ(diagnosis.causes().size(), causes.size()) << about;
  for (std::size_t i = 0; i < causes.size(); ++i) {
    EXPECT_TRUE(diagnosis.causes()[i].starts_with(causes[i]))
        << about << ": " << diagnosis.causes()[i];
  }
}

void ExpectAll(JoinStep step, const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    ExpectCauses(Settings(one.method, kSecret),
                 {step, one.reason, absl::UnavailableError(one.words), {}},
                 one.causes);
  }
}

// A failure after a CHALLENGE.
JoinFailure Answered(JoinStep step, const std::string& reason,
                     ChallengeFacts challenge) {
  JoinFailure failure{step, reason, absl::UnavailableError("no"), {}};
  failure.login.challenge = std::move(challenge);
  return failure;
}

TEST(JoinDiagnosisTest, ConnectingHasItsCauses) {
  ExpectAll(JoinStep::kOptions, {{"", "no such file", "anonymous", {}}});
  ExpectAll(JoinStep::kResolve,
            {{"", "cannot resolve r", "anonymous", {"the name is misspelt"}}});
  ExpectAll(JoinStep::kConnect,
            {{"", "refused", "anonymous", {"nothing listens there"}}});
}

TEST(JoinDiagnosisTest, TlsHasItsCauses) {
  const std::string untrusted = "the peer's certificate is not trusted: ";
  ExpectAll(JoinStep::kTls,
            {{"",
              untrusted + "certificate is not yet valid",
              "anonymous",
              {"this machine's clock is behind"}},
             {"",
              untrusted + "certificate has expired",
              "anonymous",
              {"the router's certificate is too old"}},
             {"",
              untrusted + "unable to get local issuer certificate",
              "anonymous",
              {"another authority has signed"}},
             {"",
              "the peer's certificate is not for a: it names b",
              "anonymous",
              {"the URL names the router differently"}},
             {"",
              "what answered does not speak TLS",
              "anonymous",
              {"there is no TLS at this address"}},
             {"", "something new", "anonymous", {}}});
}

TEST(JoinDiagnosisTest, HandshakeHasItsCauses) {
  ExpectAll(JoinStep::kHandshake,
            {{"",
              "TLS: tlsv13 alert certificate required",
              "tls",
              {"the router wants a client certificate"}},
             {"",
              "404 Not Found",
              "anonymous",
              {"the router speaks no WAMP at this path"}}});
}

TEST(JoinDiagnosisTest, ReasonsOfHelloHaveTheirCauses) {
  ExpectAll(JoinStep::kHello, {{"wamp.error.no_such_realm",
                                "",
                                "anonymous",
                                {"the router has no realm realm1"}},
                               {"wamp.error.no_such_role",
                                "",
                                "anonymous",
                                {"the router gives authid joe a role"}},
                               {"wamp.error.no_such_principal",
                                "",
                                "ticket",
                                {"the router does not know authid joe"}},
                               {"wamp.error.no_auth_method",
                                "",
                                "scram",
                                {"the router does not offer method scram"}},
                               {"wamp.error.no_auth_method",
                                "",
                                "cookie",
                                {"the router does not offer method cookie",
                                 "the cookie is of no login"}}});
}

TEST(JoinDiagnosisTest, RefusedHelloHasTheMethodsCauses) {
  ExpectAll(JoinStep::kHello,
            {{kRefused,
              "",
              "wampcra",
              {"the router does not know authid joe for method wampcra",
               "the router does not know method wampcra at all"}},
             {kRefused,
              "",
              "cryptosign",
              {"the public key of our private key",
               "the router does not know authid joe for method cryptosign",
               "the router does not know method"}},
             {kRefused,
              "",
              "tls",
              {"the router knows our client certificate by no principal"}}});
}

TEST(JoinDiagnosisTest, HelloWithoutReasonHasItsCauses) {
  ExpectAll(JoinStep::kHello, {{"",
                                "CHALLENGE for ticket, which was not offered",
                                "wampcra",
                                {"the router chooses the method by itself"}},
                               {"",
                                "the connection was lost",
                                "anonymous",
                                {"the router does not take the HELLO"}}});
  ExpectCauses(Settings("anonymous", kNone),
               {JoinStep::kHello, "", absl::DeadlineExceededError("late"), {}},
               {"what answers the handshake is no WAMP router"});
}

TEST(JoinDiagnosisTest, ChallengeThatIsNotAnsweredHasItsCauses) {
  ExpectAll(JoinStep::kChallenge,
            {{"",
              "in the router's CHALLENGE for scram, iterations is 1",
              "scram",
              {"the router's costs for this user"}},
             {"",
              "wants channel binding \"x\"",
              "cryptosign",
              {"the router and auth.channel_binding disagree"}},
             {"",
              "has no challenge",
              "wampcra",
              {"the router does not keep to the method's rules"}}});
}

TEST(JoinDiagnosisTest, RefusedWampCraTellsKeysFromPasswords) {
  const std::string generations = "newer Crossbar (since 25.12)";
  const auto expect = [](const ChallengeFacts& challenge, Secret secret,
                         const std::vector<std::string>& causes) {
    ExpectCauses(Settings("wampcra", secret),
                 Answered(JoinStep::kAuthenticate, kRefused, challenge),
                 causes);
  };
  expect({.method = "wampcra"}, kSecret,
         {"the secret is not that of authid joe",
          "the router keeps a derived key"});
  expect({.method = "wampcra"}, kDerived, {"the router does not salt"});
  expect(Salted(), kSecret,
         {"the secret is not the password of authid joe",
          "the secret is the derived key already", generations});
  expect(Salted(), kDerived,
         {"derived_key was not derived from the password with the router's "
          "salt, 1000 iterations and 32 octets",
          generations});
}

TEST(JoinDiagnosisTest, RefusedAnswerHasTheMethodsCauses) {
  const auto expect = [](const char* method, const char* reason,
                         const std::vector<std::string>& causes) {
    ExpectCauses(Settings(method, kSecret),
                 Answered(JoinStep::kAuthenticate, reason, {.method = method}),
                 causes);
  };
  expect("ticket", kRefused,
         {"the ticket is not that of authid joe",
          "the router does not know authid joe"});
  expect("scram", kRefused,
         {"the secret is not the password of authid joe",
          "the router's stored-key was made otherwise"});
  expect("cryptosign", kRefused, {"the private key is not one of those"});
  expect("ticket", "wamp.error.authorization_failed",
         {"the router could not check the answer"});
  expect("ticket", "wamp.error.no_such_role",
         {"the router gives authid joe a role"});
}

TEST(JoinDiagnosisTest, WelcomeThatIsNotBelievedHasItsCause) {
  ExpectCauses(Settings("scram", kSecret),
               Answered(JoinStep::kWelcome, "wamp.error.authentication_failed",
                        {.method = "scram"}),
               {"the router's server-key does not belong to this secret"});
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
