// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_IDENTITIES_IDENTITY_TEMPLATE_H_
#define BRIDGE_IDENTITIES_IDENTITY_TEMPLATE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "auth/secret.h"
#include "bridge/access/caller.h"
#include "bridge/identities/caller_template.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// As whom, and with what, one caller joins.
struct CallerTerms {
  // The configuration's, with what is true of this caller in its place.
  config::v1::Identity identity;
  // The caller's token, where that is the secret; else null.
  std::shared_ptr<const auth::Secret> token;
  // When the token ends; where it is not the secret: never.
  absl::Time expiry = absl::InfiniteFuture();
  // Of all who may share a session; those of others differ in some octet. It is
  // made of the identity's name, every rendered text and value, and the SHA-256
  // of the token where that is the secret, each with its length before it.
  std::string key;
};

// An identity of the configuration that is another for each caller. Immutable,
// so safe on any thread.
class IdentityTemplate {
 public:
  // REQUIRES: `identity` is valid.
  IdentityTemplate(std::string name, const config::v1::Identity& identity);

  const std::string& name() const { return name_; }
  const config::v1::Identity& identity() const { return identity_; }

  // PermissionDenied, in words that name what this caller lacks.
  absl::StatusOr<CallerTerms> Render(const Caller& caller) const;

 private:
  // One text that is rendered.
  struct Field {
    std::string name;
    CallerTemplate text;
    std::string* (*in)(config::v1::Identity&);  // where it goes
  };

  void AddField(std::string name, std::string_view text,
                CallerTemplate::Use use,
                std::string* (*in)(config::v1::Identity&));
  absl::Status AddToken(const Caller& caller, CallerTerms* terms) const;
  absl::Status Denied(std::string_view field, std::string_view why) const;

  const std::string name_;
  const config::v1::Identity identity_;
  std::vector<Field> fields_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_IDENTITIES_IDENTITY_TEMPLATE_H_
