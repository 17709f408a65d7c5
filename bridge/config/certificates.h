// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_CERTIFICATES_H_
#define BRIDGE_CONFIG_CERTIFICATES_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace wampbridge::bridge {

// The files of a certificate and its private key, PEM.
struct CertificateFiles {
  std::string cert_file;
  std::string key_file;
};

// When the certificate ends. INVALID_ARGUMENT names the file that cannot be
// read or is not PEM, a key that belongs to another certificate, and a
// certificate that is not valid at `now`.
absl::StatusOr<absl::Time> CheckCertificate(const CertificateFiles& files,
                                            absl::Time now);

// When the certificate of a file ends, whether it has or not; nullopt where
// there is none that can be read.
std::optional<absl::Time> CertificateEnd(const std::string& cert_file);

// Whether a file has certificates of authorities in it, PEM.
absl::Status CheckAuthorities(const std::string& ca_file);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_CERTIFICATES_H_
