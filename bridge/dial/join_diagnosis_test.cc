// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"

namespace wampbridge::bridge {
namespace {

using By = wamp::SessionLost::By;
using Key = FailedJoin::Key;
using testing::HasSubstr;

constexpr absl::Time kNow = absl::FromUnixSeconds(1'000'000);

FailedJoin Refused(const std::string& method, const std::string& reason) {
  return {.method = method,
          .key = Key::kSecret,
          .authid = "joe",
          .realm = "realm1",
          .lost = {.by = By::kAbort,
                   .reason = reason,
                   .cause = absl::UnavailableError(reason)},
          .now = kNow};
}

FailedJoin RefusedAfter(const SeenChallenge& challenge) {
  FailedJoin join = Refused(challenge.method, "wamp.error.not_authorized");
  join.challenge = challenge;
  return join;
}

FailedJoin Broken(const std::string& words) {
  return {.method = "ticket",
          .lost = {.by = By::kTransport,
                   .cause = absl::FailedPreconditionError(words)}};
}

TEST(JoinDiagnosisTest, TheStepIsTheLastThatTheRouterAnswered) {
  FailedJoin join = Broken("x");
  EXPECT_EQ(FailedStep(join), "connecting");
  join = Refused("ticket", "wamp.error.no_such_realm");
  EXPECT_EQ(FailedStep(join), "HELLO");
  join.challenge = SeenChallenge{.method = "ticket"};
  EXPECT_EQ(FailedStep(join), "AUTHENTICATE");
  join.lost.by = By::kRefused;
  EXPECT_EQ(FailedStep(join), "CHALLENGE");
}

TEST(JoinDiagnosisTest, WrongSecretWithoutSaltIsAWrongSecret) {
  EXPECT_THAT(LikelyCause(RefusedAfter({.method = "wampcra"})),
              HasSubstr("the secret is wrong"));
}

TEST(JoinDiagnosisTest, DerivedKeyForARouterWithoutSaltIsNamed) {
  FailedJoin join = RefusedAfter({.method = "wampcra"});
  join.key = Key::kDerived;
  EXPECT_THAT(LikelyCause(join), HasSubstr("expects the plain secret"));
}

TEST(JoinDiagnosisTest, DerivedKeyIsComparedWithWhatTheRouterDerivesBy) {
  FailedJoin join = RefusedAfter(
      {.method = "wampcra", .salted = true, .iterations = 1000, .keylen = 32});
  join.key = Key::kDerived;
  EXPECT_THAT(LikelyCause(join), HasSubstr("1000 iterations and 32 octets"));
}

TEST(JoinDiagnosisTest, SaltedSecretMayBeHeldInTheOtherForm) {
  EXPECT_THAT(LikelyCause(RefusedAfter({.method = "wampcra",
                                        .salted = true,
                                        .iterations = 1000,
                                        .keylen = 32})),
              HasSubstr("some routers want the plain secret"));
}

TEST(JoinDiagnosisTest, RefusedTicketAndKeyAreNamed) {
  EXPECT_EQ(LikelyCause(RefusedAfter({.method = "ticket"})),
            "the ticket is not that of authid joe, or it has expired");
  EXPECT_THAT(LikelyCause(RefusedAfter({.method = "cryptosign"})),
              HasSubstr("public key"));
  EXPECT_THAT(LikelyCause(RefusedAfter(
                  {.method = "cryptosign", .channel_binding = "tls-unique"})),
              HasSubstr("ends TLS"));
}

TEST(JoinDiagnosisTest, RefusalBeforeAChallengeIsOfTheAuthid) {
  EXPECT_THAT(LikelyCause(Refused("wampcra", "wamp.error.not_authorized")),
              HasSubstr("no authid joe for method wampcra in realm realm1"));
  EXPECT_THAT(LikelyCause(Refused("anonymous", "wamp.error.not_authorized")),
              HasSubstr("anonymously"));
  EXPECT_THAT(LikelyCause(Refused("tls", "wamp.error.not_authorized")),
              HasSubstr("client certificate"));
}

TEST(JoinDiagnosisTest, RealmRoleAndMethodAreNamed) {
  EXPECT_THAT(LikelyCause(Refused("ticket", "wamp.error.no_such_realm")),
              HasSubstr("no realm realm1"));
  EXPECT_THAT(LikelyCause(Refused("ticket", "wamp.error.no_such_role")),
              HasSubstr("role"));
  EXPECT_EQ(LikelyCause(Refused("ticket", "wamp.error.no_auth_method")),
            "the router does not offer method ticket on this transport");
}

TEST(JoinDiagnosisTest, TlsFaultsAreTurnedIntoSettings) {
  EXPECT_THAT(LikelyCause(Broken("TLS handshake: the peer's certificate is not "
                                 "for a: it names b")),
              HasSubstr("tls.server_name"));
  EXPECT_THAT(LikelyCause(Broken("TLS handshake: the peer's certificate is not "
                                 "trusted: certificate has expired")),
              HasSubstr("out of date"));
  EXPECT_THAT(LikelyCause(Broken("TLS handshake: the peer's certificate is not "
                                 "trusted: unable to get local issuer "
                                 "certificate")),
              HasSubstr("tls.ca_file"));
  EXPECT_THAT(LikelyCause(Broken("TLS: certificate required")),
              HasSubstr("tls.cert_file"));
  EXPECT_EQ(LikelyCause(Broken("connecting to a: connection refused")), "");
}

TEST(JoinDiagnosisTest, ClockThatIsFarOffIsTold) {
  FailedJoin join =
      RefusedAfter({.method = "wampcra", .made = kNow - absl::Minutes(5)});
  EXPECT_THAT(LikelyCause(join),
              HasSubstr("; and the router's clock is 5m behind"));
  join.challenge->made = kNow + absl::Seconds(5);
  EXPECT_THAT(LikelyCause(join), testing::Not(HasSubstr("clock")));
}

TEST(JoinDiagnosisTest, MethodThatWasNotOfferedIsAWarning) {
  FailedJoin join = RefusedAfter({.method = "ticket"});
  join.method = "wampcra";
  join.lost.by = By::kRefused;
  EXPECT_THAT(LikelyCause(join), HasSubstr("which was not offered"));
}

}  // namespace
}  // namespace wampbridge::bridge
