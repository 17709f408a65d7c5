// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/certificates.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>
#include <utility>

namespace wampbridge::bridge {
namespace {

template <typename T, void (*Free)(T*)>
struct Freer {
  void operator()(T* object) const { Free(object); }
};
struct BioFreer {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, BioFreer>;
using Certificate = std::unique_ptr<X509, Freer<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY, EVP_PKEY_free>>;

absl::Status FileError(const std::string& file, const std::string& what) {
  return absl::InvalidArgumentError(file + " " + what);
}

absl::StatusOr<Bio> Open(const std::string& file) {
  errno = 0;
  Bio bio(BIO_new_file(file.c_str(), "r"));
  ERR_clear_error();
  if (bio == nullptr) {
    return FileError(file, std::string("cannot be opened: ") + strerror(errno));
  }
  return bio;
}

absl::StatusOr<Certificate> ReadCertificate(const std::string& file) {
  const absl::StatusOr<Bio> bio = Open(file);
  if (!bio.ok()) return bio.status();
  Certificate certificate(
      PEM_read_bio_X509(bio->get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (certificate == nullptr) {
    return FileError(file,
                     "holds no certificate; it must be PEM "
                     "(-----BEGIN CERTIFICATE-----)");
  }
  return certificate;
}

// A key with a passphrase is not asked for: nobody is there to answer.
int NoPassphrase(char*, int, int, void*) { return -1; }

absl::StatusOr<Key> ReadKey(const std::string& file) {
  const absl::StatusOr<Bio> bio = Open(file);
  if (!bio.ok()) return bio.status();
  Key key(PEM_read_bio_PrivateKey(bio->get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (key == nullptr) {
    return FileError(file,
                     "holds no private key; it must be PEM "
                     "(-----BEGIN PRIVATE KEY-----) without passphrase");
  }
  return key;
}

absl::Time ToTime(const ASN1_TIME* time) {
  std::tm parts = {};
  ASN1_TIME_to_tm(time, &parts);
  return absl::FromTM(parts, absl::UTCTimeZone());
}

std::string Text(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", time, absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<absl::Time> CheckCertificate(const CertificateFiles& files,
                                            absl::Time now) {
  const absl::StatusOr<Certificate> certificate =
      ReadCertificate(files.cert_file);
  if (!certificate.ok()) return certificate.status();
  const absl::StatusOr<Key> key = ReadKey(files.key_file);
  if (!key.ok()) return key.status();
  const bool fits = X509_check_private_key(certificate->get(), key->get()) == 1;
  ERR_clear_error();
  if (!fits) {
    return FileError(files.key_file, "is not the key of " + files.cert_file);
  }
  const absl::Time begin = ToTime(X509_get0_notBefore(certificate->get()));
  const absl::Time end = ToTime(X509_get0_notAfter(certificate->get()));
  if (now < begin) {
    return FileError(files.cert_file, "is not valid before " + Text(begin));
  }
  if (now > end) {
    return FileError(files.cert_file, "has expired on " + Text(end));
  }
  return end;
}

std::optional<absl::Time> CertificateEnd(const std::string& cert_file) {
  const absl::StatusOr<Certificate> certificate = ReadCertificate(cert_file);
  if (!certificate.ok()) return std::nullopt;
  return ToTime(X509_get0_notAfter(certificate->get()));
}

absl::Status CheckAuthorities(const std::string& ca_file) {
  return ReadCertificate(ca_file).status();
}

}  // namespace wampbridge::bridge
