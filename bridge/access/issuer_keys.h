// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ACCESS_ISSUER_KEYS_H_
#define BRIDGE_ACCESS_ISSUER_KEYS_H_

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "auth/jwt/jwt_verifier.h"
#include "auth/jwt/key_set.h"
#include "bridge/access/fetched_keys.h"
#include "bridge/access/watched_files.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// One issuer of tokens with its keys, which are read again when their file has
// changed, or fetched from time to time: so an issuer rotates keys by adding
// the new one, then signing with it, then taking the old one out. A file that
// is no good changes nothing. Thread-safe.
class IssuerKeys {
 public:
  // InvalidArgument names the file, or says which key of the issuer is wrong.
  static absl::StatusOr<std::unique_ptr<IssuerKeys>> Create(
      const config::v1::JwtIssuer& issuer);

  const std::string& issuer() const { return verifier_.rules().issuer; }

  auth::JwtVerifier::Result Verify(std::string_view token, absl::Time now);

 private:
  IssuerKeys(const config::v1::JwtIssuer& issuer, auth::JwtVerifier verifier);
  absl::StatusOr<auth::KeySet> Load() const;
  enum class Look { kSometimes, kNow };
  std::shared_ptr<const auth::KeySet> Current(absl::Time now, Look look);

  const std::string path_;     // or URL
  const std::string ca_file_;  // for the URL
  enum class Form { kJwks, kPem, kSecret, kUrl };
  const Form form_;
  const auth::JwtVerifier verifier_;
  std::mutex mutex_;  // guards what follows
  WatchedFiles files_;
  std::shared_ptr<const auth::KeySet> keys_;
  std::unique_ptr<FetchedKeys> fetched_;  // of a URL; else null
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ACCESS_ISSUER_KEYS_H_
