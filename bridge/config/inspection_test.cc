// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/inspection.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <fstream>
#include <optional>
#include <string>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

// A self-signed certificate with its key, valid for a year from kBegin.
constexpr absl::Time kBegin = absl::FromUnixSeconds(1'700'000'000);
constexpr long kYear = 365L * 24 * 3600;

void WritePair(const std::string& cert_file, const std::string& key_file) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(kBegin));
  ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(kBegin) + kYear);
  X509_set_pubkey(certificate, key);
  X509_sign(certificate, key, EVP_sha256());
  std::FILE* file = std::fopen(cert_file.c_str(), "w");
  PEM_write_X509(file, certificate);
  std::fclose(file);
  file = std::fopen(key_file.c_str(), "w");
  PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

class InspectionTest : public testing::Test {
 protected:
  InspectionTest() {
    WritePair(cert_, key_);
    WritePair(other_, other_key_);
  }

  // With a router at the URL that has these tls settings, and an identity.
  Inspection Run(const std::string& url, const std::string& tls,
                 const std::string& auth, absl::Time now = kBegin) {
    auto loaded =
        LoadConfigText("routers:\n  main: {urls: [\"" + url + "\"]" + tls +
                           "}\nidentities:\n  a: {router: main, realm: r, "
                           "auth: {" +
                           auth + "}}\n",
                       "a.yaml", Purpose::kServe);
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return Inspect(*loaded, now, [](const std::string& name) {
      return name == "SECRET" ? std::optional<std::string>("hunter2")
                              : std::nullopt;
    });
  }

  std::string Tls(const std::string& cert, const std::string& key) {
    return ", tls: {cert_file: \"" + cert + "\", key_file: \"" + key + "\"}";
  }

  const std::string folder_ = testing::TempDir();
  const std::string cert_ = folder_ + "/cert.pem";
  const std::string key_ = folder_ + "/key.pem";
  const std::string other_ = folder_ + "/other.pem";
  const std::string other_key_ = folder_ + "/other-key.pem";
};

using Lines = std::vector<std::string>;

TEST_F(InspectionTest, SecretOfACallerIsNotLookedFor) {
  const std::string secrets[] = {"{caller: token}",
                                 "{file: '/s/{{ caller.subject }}'}"};
  for (const std::string& secret : secrets) {
    EXPECT_EQ(
        Run("wss://r/ws", "",
            "method: ticket, authid: '{{ caller.subject }}', secret: " + secret)
            .errors,
        Lines());
  }
}

TEST_F(InspectionTest, GoodConfigurationHasNoFindings) {
  const Inspection found =
      Run("wss://r/ws", Tls(cert_, key_),
          "method: ticket, authid: a, secret: {env: SECRET}");
  EXPECT_EQ(found.errors, Lines());
  EXPECT_EQ(found.warnings, Lines());
}

TEST_F(InspectionTest, MissingSecretIsAnErrorAtItsKey) {
  EXPECT_EQ(Run("wss://r/ws", "",
                "method: wampcra, authid: a, secret: {env: ORDERS_SECRET}")
                .errors,
            Lines({"a.yaml:4: identities.a.auth.secret: environment variable "
                   "ORDERS_SECRET is not set; put the secret into it"}));
}

TEST_F(InspectionTest, TicketInClearIsAWarning) {
  const std::string auth = "method: ticket, authid: a, secret: {env: SECRET}";
  EXPECT_EQ(Run("ws://r/ws", "", auth).warnings,
            Lines({"a.yaml:4: identities.a.auth: the ticket travels in clear "
                   "to ws://r/ws; use wss:// or tcps://"}));
  EXPECT_EQ(Run("ws://127.0.0.1/ws", "", auth).warnings, Lines());
  EXPECT_EQ(Run("unix:///run/r", "", auth).warnings, Lines());
}

TEST_F(InspectionTest, CertificatesOutOfDateAreErrors) {
  const std::string place = "a.yaml:2: routers.main.tls: ";
  EXPECT_EQ(
      Run("wss://r", Tls(cert_, key_), "", kBegin - absl::Seconds(1)).errors,
      Lines({place + cert_ + " is not valid before 2023-11-14 22:13:20 UTC"}));
  EXPECT_EQ(
      Run("wss://r", Tls(cert_, key_), "", kBegin + absl::Seconds(kYear + 1))
          .errors,
      Lines({place + cert_ + " has expired on 2024-11-13 22:13:20 UTC"}));
  EXPECT_EQ(Run("wss://r", Tls(cert_, key_), "",
                kBegin + absl::Seconds(kYear) - absl::Hours(24))
                .warnings,
            Lines({place + cert_ + " expires on 2024-11-13"}));
}

TEST_F(InspectionTest, UselessFilesAreErrors) {
  const std::string place = "a.yaml:2: routers.main.tls: ";
  EXPECT_EQ(Run("wss://r", Tls(cert_, other_key_), "").errors,
            Lines({place + other_key_ + " is not the key of " + cert_}));
  EXPECT_EQ(Run("wss://r", Tls("/nonexistent", key_), "").errors,
            Lines({place + "/nonexistent cannot be opened: No such file or "
                           "directory"}));
  EXPECT_EQ(Run("wss://r", Tls(key_, key_), "").errors,
            Lines({place + key_ +
                   " holds no certificate; it must be PEM (-----BEGIN "
                   "CERTIFICATE-----)"}));
  EXPECT_EQ(Run("wss://r", Tls(cert_, cert_), "").errors,
            Lines({place + cert_ +
                   " holds no private key; it must be PEM (-----BEGIN PRIVATE "
                   "KEY-----) without passphrase"}));
  EXPECT_EQ(Run("wss://r", ", tls: {ca_file: \"/nonexistent\"}", "").errors,
            Lines({"a.yaml:2: routers.main.tls.ca_file: /nonexistent cannot be "
                   "opened: No such file or directory"}));
}

}  // namespace
}  // namespace wampbridge::bridge
