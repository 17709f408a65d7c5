// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/test_authority.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

constexpr long kDay = 24 * 60 * 60;  // NOLINT(google-runtime-int)

void Check(bool fine) {
  if (!fine) abort();
}

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using UniqueFile = std::unique_ptr<std::FILE, FileCloser>;

UniqueFile OpenToWrite(const std::string& path) {
  UniqueFile file(std::fopen(path.c_str(), "w"));
  Check(file != nullptr);
  return file;
}

void AddExtension(X509* certificate, X509* issuer, int nid,
                  const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  Check(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

}  // namespace

struct TestAuthority::Pair {
  Pair() : key(EVP_EC_gen("P-256")), certificate(X509_new()) {
    Check(key != nullptr && certificate != nullptr);
  }
  ~Pair() {
    EVP_PKEY_free(key);
    X509_free(certificate);
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  void Describe(const std::string& subject, int serial) {
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
    X509_NAME_add_entry_by_txt(
        X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
        reinterpret_cast<const unsigned char*>(subject.c_str()), -1, -1, 0);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -2 * kDay);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 2 * kDay);
    X509_set_pubkey(certificate, key);
  }

  void SignBy(const Pair& issuer) {
    X509_set_issuer_name(certificate,
                         X509_get_subject_name(issuer.certificate));
    Check(X509_sign(certificate, issuer.key, EVP_sha256()) > 0);
  }

  EVP_PKEY* key;
  X509* certificate;
};

TestAuthority::TestAuthority() {
  directory_ =
      std::filesystem::temp_directory_path() / "wamp-certificates-XXXXXX";
  Check(mkdtemp(directory_.data()) != nullptr);
  root_ = std::make_unique<Pair>();
  root_->Describe("Test authority", 1);
  AddExtension(root_->certificate, root_->certificate, NID_basic_constraints,
               "critical,CA:TRUE");
  root_->SignBy(*root_);
  ca_file_ = Write(*root_, "ca").cert_file;
}

TestAuthority::~TestAuthority() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

TestAuthority::Files TestAuthority::Issue(const Request& request) {
  ++issued_;
  Pair pair;
  pair.Describe(request.subject, issued_ + 1);
  if (request.validity == Request::Validity::kExpired) {
    X509_gmtime_adj(X509_getm_notAfter(pair.certificate), -kDay);
  }
  if (!request.names.empty()) {
    AddExtension(pair.certificate, root_->certificate, NID_subject_alt_name,
                 request.names);
  }
  pair.SignBy(*root_);
  return Write(pair, absl::StrCat("issued", issued_));
}

TestAuthority::Files TestAuthority::Write(const Pair& pair,
                                          const std::string& name) const {
  Files files{absl::StrCat(directory_, "/", name, ".crt"),
              absl::StrCat(directory_, "/", name, ".key")};
  Check(PEM_write_X509(OpenToWrite(files.cert_file).get(), pair.certificate) ==
        1);
  Check(PEM_write_PrivateKey(OpenToWrite(files.key_file).get(), pair.key,
                             nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return files;
}

}  // namespace wampbridge::transport
