// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/identity_template.h"

#include <openssl/sha.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "wamp/uri.h"

namespace wampbridge::bridge {
namespace {

using config::v1::Identity;

void AppendPart(std::string_view part, std::string* key) {
  absl::StrAppend(key, part.size(), ":", std::string(part));
}

// The token itself is kept in one place only, and zeroed there.
std::string DigestOf(const auth::Secret& secret) {
  const std::string_view octets = secret.Reveal();
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(octets.data()), octets.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

bool TakesToken(const Identity& identity) {
  return identity.auth().secret().caller() == config::v1::CALLER_SECRET_TOKEN;
}

}  // namespace

IdentityTemplate::IdentityTemplate(std::string name, const Identity& identity)
    : name_(std::move(name)), identity_(identity) {
  using Use = CallerTemplate::Use;
  AddField("realm", identity.realm(), Use::kText,
           [](Identity& to) { return to.mutable_realm(); });
  AddField("auth.authid", identity.auth().authid(), Use::kText,
           [](Identity& to) { return to.mutable_auth()->mutable_authid(); });
  AddField("auth.secret.file", identity.auth().secret().file(), Use::kPath,
           [](Identity& to) {
             return to.mutable_auth()->mutable_secret()->mutable_file();
           });
  AddField("auth.derived_key.file", identity.auth().derived_key().file(),
           Use::kPath, [](Identity& to) {
             return to.mutable_auth()->mutable_derived_key()->mutable_file();
           });
}

void IdentityTemplate::AddField(std::string name, std::string_view text,
                                CallerTemplate::Use use,
                                std::string* (*in)(Identity&)) {
  auto parsed = CallerTemplate::Parse(text, use);
  if (!parsed.ok() || parsed->IsConstant()) return;
  fields_.push_back({std::move(name), *std::move(parsed), in});
}

absl::Status IdentityTemplate::Denied(std::string_view field,
                                      std::string_view why) const {
  return absl::PermissionDeniedError(absl::StrCat(
      "identity ", name_, ": ", std::string(field), ": ", std::string(why)));
}

absl::StatusOr<CallerTerms> IdentityTemplate::Render(
    const Caller& caller) const {
  CallerTerms terms;
  terms.identity = identity_;
  AppendPart(name_, &terms.key);
  for (const Field& field : fields_) {
    auto rendered = field.text.Render(caller);
    if (!rendered.ok()) {
      return Denied(field.name, std::string(rendered.status().message()));
    }
    AppendPart(field.name, &terms.key);
    AppendPart(rendered->text, &terms.key);
    for (const std::string& value : rendered->values) {
      AppendPart(value, &terms.key);
    }
    *field.in(terms.identity) = std::move(rendered->text);
  }
  if (!wamp::ValidateUri(terms.identity.realm()).ok()) {
    return Denied("realm", "what is known of this caller makes no URI");
  }
  if (absl::Status status = AddToken(caller, &terms); !status.ok()) {
    return status;
  }
  return terms;
}

absl::Status IdentityTemplate::AddToken(const Caller& caller,
                                        CallerTerms* terms) const {
  if (!TakesToken(identity_)) return absl::OkStatus();
  if (caller.token == nullptr || caller.token->empty()) {
    return Denied("auth.secret.caller", "this caller has brought no token");
  }
  terms->token = caller.token;
  terms->expiry = caller.expiry;
  AppendPart(DigestOf(*caller.token), &terms->key);
  return absl::OkStatus();
}

}  // namespace wampbridge::bridge
