// SPDX-License-Identifier: Apache-2.0
// TLS between our client and our listener: who is trusted and what is said when
// somebody is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "wamp/transport/asio_loop.h"
#include "wamp/transport/dial_step.h"
#include "wamp/transport/listener.h"
#include "wamp/transport/test_authority.h"
#include "wamp/transport/transport_testing.h"

namespace wampbridge::transport {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class TlsTest : public testing::TestWithParam<std::string> {
 protected:
  void Listen(const TestAuthority::Files& files,
              const std::string& client_ca_file = "") {
    ListenOptions options;
    options.url = absl::StrCat(GetParam(), "://127.0.0.1:0",
                               GetParam() == "wss" ? "/ws" : "");
    options.cert_file = files.cert_file;
    options.key_file = files.key_file;
    options.client_ca_file = client_ca_file;
    auto listener = Listener::Listen(
        io_, options, [](std::shared_ptr<ServerConnection> connection) {
          return std::make_shared<ServerUser>(std::move(connection),
                                              ServerUser::Mode::kEcho);
        });
    ASSERT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
    dial_.url = listener_->url();
    dial_.tls.ca_file = authority_.ca_file();
    dial_.serializers = {wamp::Serializer::kJson};
  }

  absl::StatusOr<std::shared_ptr<Transport>> Dial() {
    return DialAndWait(loop(), dial_);
  }

  std::string DialError() {
    const auto transport = Dial();
    EXPECT_FALSE(transport.ok());
    EXPECT_EQ(transport.status().code(), absl::StatusCode::kFailedPrecondition)
        << transport.status();
    error_step_ = DialStepOf(transport.status());
    return std::string(transport.status().message());
  }

  AsioLoop& loop() { return static_cast<AsioLoop&>(io_.loop(0)); }

  TestAuthority authority_;
  IoThreads io_{1};
  std::unique_ptr<Listener> listener_;
  DialOptions dial_;
  std::optional<DialStep> error_step_;
};

TEST_P(TlsTest, TrustedRouterCarriesMessages) {
  Listen(authority_.Issue());
  const auto transport = Dial();
  ASSERT_TRUE(transport.ok()) << transport.status();
  auto user = std::make_shared<TransportUser>(loop(), *transport);
  user->Start();
  user->Send(std::string(300'000, 'x'));
  EXPECT_EQ(user->received.Take().size(), 300'000u);
}

TEST_P(TlsTest, FactsOfTheHandshakeAreKnown) {
  Listen(authority_.Issue());
  const TestAuthority::Files client = authority_.Issue({.subject = "client"});
  dial_.tls.cert_file = client.cert_file;
  dial_.tls.key_file = client.key_file;
  const auto transport = Dial();
  ASSERT_TRUE(transport.ok()) << transport.status();
  const std::optional<TlsFacts> facts = (*transport)->tls();
  ASSERT_TRUE(facts.has_value());
  EXPECT_EQ(facts->version, "TLSv1.3");
  ASSERT_TRUE(facts->peer_not_after.has_value());
  EXPECT_GT(*facts->peer_not_after, absl::Now());
  EXPECT_TRUE(facts->own_not_after.has_value());
}

TEST_P(TlsTest, OwnCertificatesDateIsUnknownWithoutOne) {
  Listen(authority_.Issue());
  const auto transport = Dial();
  ASSERT_TRUE(transport.ok()) << transport.status();
  EXPECT_EQ((*transport)->tls()->own_not_after, std::nullopt);
}

TEST_P(TlsTest, EachConnectionHasItsOwnTlsUnique) {
  Listen(authority_.Issue());
  const auto one = Dial();
  const auto other = Dial();
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_GE((*one)->tls()->unique.size(), 12u);  // TLS 1.2: exactly 12
  EXPECT_NE((*one)->tls()->unique, (*other)->tls()->unique);
}

TEST_P(TlsTest, NameMismatchNamesWhatTheCertificateIsFor) {
  Listen(authority_.Issue({.names = "DNS:router-a,DNS:*.example.com"}));
  EXPECT_THAT(DialError(),
              HasSubstr("TLS handshake: the peer's certificate is not for "
                        "127.0.0.1: it names router-a, *.example.com"));
}

TEST_P(TlsTest, ServerNameReplacesTheUrlsHost) {
  Listen(authority_.Issue({.names = "DNS:router-a"}));
  dial_.tls.server_name = "router-a";
  EXPECT_TRUE(Dial().ok());
}

TEST_P(TlsTest, WrongServerNameIsNamed) {
  Listen(authority_.Issue({.names = "DNS:router-a"}));
  dial_.tls.server_name = "router-b";
  EXPECT_THAT(DialError(), HasSubstr("not for router-b: it names router-a"));
}

TEST_P(TlsTest, UnknownAuthorityIsRefused) {
  Listen(authority_.Issue());
  dial_.tls.ca_file = "";  // the system's roots
  EXPECT_THAT(DialError(), AllOf(HasSubstr("certificate is not trusted"),
                                 HasSubstr("CN=router")));
}

TEST_P(TlsTest, ExpiredCertificateIsRefused) {
  Listen(authority_.Issue(
      {.validity = TestAuthority::Request::Validity::kExpired}));
  EXPECT_THAT(DialError(), HasSubstr("certificate has expired"));
  EXPECT_EQ(error_step_, DialStep::kTls);
}

TEST_P(TlsTest, ClientCertificateIsAccepted) {
  Listen(authority_.Issue(), authority_.ca_file());
  const TestAuthority::Files client = authority_.Issue({.subject = "client"});
  dial_.tls.cert_file = client.cert_file;
  dial_.tls.key_file = client.key_file;
  EXPECT_TRUE(Dial().ok());
}

TEST_P(TlsTest, MissingClientCertificateIsSaid) {
  Listen(authority_.Issue(), authority_.ca_file());
  EXPECT_THAT(DialError(), HasSubstr("the router wants a client certificate"));
}

TEST_P(TlsTest, UnreadableFilesAreNamed) {
  Listen(authority_.Issue());
  dial_.tls.ca_file = "/nowhere/ca.pem";
  const absl::Status missing = Dial().status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(missing.message(),
            "cannot use ca_file \"/nowhere/ca.pem\": No such file or "
            "directory");
  EXPECT_EQ(DialStepOf(missing), DialStep::kOptions);
}

TEST_P(TlsTest, CertificateWithoutKeyIsRefused) {
  Listen(authority_.Issue());
  dial_.tls.cert_file = authority_.Issue().cert_file;
  EXPECT_EQ(Dial().status().message(),
            "cert_file and key_file belong together: only one of them is set");
}

TEST_P(TlsTest, KeyOfAnotherCertificateIsNamed) {
  Listen(authority_.Issue());
  dial_.tls.cert_file = authority_.Issue().cert_file;
  dial_.tls.key_file = authority_.Issue().key_file;
  const absl::Status status = Dial().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("cannot use key_file"), HasSubstr("mismatch")));
}

TEST_P(TlsTest, PlainUrlTowardsTlsRouterIsSaid) {
  Listen(authority_.Issue());
  const bool websocket = GetParam() == "wss";
  dial_.url.erase(dial_.url.find("s://"), 1);
  // Four octets of RawSocket are too few for a TLS server to object to.
  dial_.connect_timeout = absl::Milliseconds(websocket ? 5000 : 100);
  const absl::Status status = Dial().status();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()),
              HasSubstr(websocket ? "WebSocket handshake" : "RawSocket"));
  EXPECT_EQ(DialStepOf(status), DialStep::kHandshake);
}

TEST_P(TlsTest, RouterThatIsNotThereFailsAtConnecting) {
  Listen(authority_.Issue());
  listener_ = nullptr;
  EXPECT_EQ(DialStepOf(Dial().status()), DialStep::kConnect);
}

INSTANTIATE_TEST_SUITE_P(Schemes, TlsTest, testing::Values("tcps", "wss"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace wampbridge::transport
