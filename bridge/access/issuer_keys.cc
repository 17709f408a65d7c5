// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/issuer_keys.h"

#include <spdlog/spdlog.h>

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "auth/secret_source.h"
#include "bridge/access/key_download.h"
#include "bridge/config/durations.h"

namespace wampbridge::bridge {
namespace {

bool SharesSecret(const config::v1::JwtIssuer& issuer) {
  return issuer.algorithms_size() > 0 && issuer.algorithms(0).starts_with("HS");
}

}  // namespace

IssuerKeys::IssuerKeys(const config::v1::JwtIssuer& issuer,
                       auth::JwtVerifier verifier)
    : path_(!issuer.jwks_url().empty()    ? issuer.jwks_url()
            : !issuer.jwks_file().empty() ? issuer.jwks_file()
                                          : issuer.key_file()),
      ca_file_(issuer.ca_file()),
      form_(!issuer.jwks_url().empty()    ? Form::kUrl
            : !issuer.jwks_file().empty() ? Form::kJwks
            : SharesSecret(issuer)        ? Form::kSecret
                                          : Form::kPem),
      verifier_(std::move(verifier)),
      files_({form_ == Form::kUrl ? std::string() : path_}) {}

absl::StatusOr<std::unique_ptr<IssuerKeys>> IssuerKeys::Create(
    const config::v1::JwtIssuer& issuer) {
  auto verifier = auth::JwtVerifier::Create(
      {.issuer = issuer.issuer(),
       .audiences = {issuer.audience().begin(), issuer.audience().end()},
       .algorithms = {issuer.algorithms().begin(), issuer.algorithms().end()},
       .leeway = ToDuration(issuer.leeway())});
  if (!verifier.ok()) return verifier.status();
  std::unique_ptr<IssuerKeys> made(
      new IssuerKeys(issuer, *std::move(verifier)));
  if (made->form_ == Form::kUrl) {
    made->fetched_ = std::make_unique<FetchedKeys>(FetchedKeys::Options{
        .name = issuer.issuer(),
        .fetch = [keys = made.get()] { return keys->Load(); }});
    return made;
  }
  auto keys = made->Load();
  if (!keys.ok()) return keys.status();
  made->keys_ = std::make_shared<const auth::KeySet>(*std::move(keys));
  return made;
}

absl::StatusOr<auth::KeySet> IssuerKeys::Load() const {
  absl::StatusOr<auth::KeySet> keys;
  if (form_ == Form::kSecret) {
    auto secret = auth::LoadSecret(auth::SecretFile{path_});
    if (!secret.ok()) return secret.status();
    keys = auth::KeySet::FromSecret(secret->secret);
  } else if (form_ == Form::kUrl) {
    const auto text = DownloadKeys(path_, ca_file_);
    if (!text.ok()) return text.status();
    keys = auth::KeySet::FromJwks(*text);
  } else {
    const std::optional<std::string> text = ReadWholeFile(path_);
    if (!text) {
      return absl::InvalidArgumentError(path_ + " cannot be read");
    }
    keys = form_ == Form::kJwks ? auth::KeySet::FromJwks(*text)
                                : auth::KeySet::FromPem(*text);
  }
  const absl::Status wrong =
      keys.ok() ? verifier_.CheckKeys(*keys) : keys.status();
  if (wrong.ok()) return keys;
  return absl::InvalidArgumentError(absl::StrCat(path_, " ", wrong.message()));
}

std::shared_ptr<const auth::KeySet> IssuerKeys::Current(absl::Time now,
                                                        Look look) {
  if (fetched_ != nullptr) {
    if (look == Look::kNow) fetched_->WantNewer();
    return fetched_->Current();
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  if (look == Look::kNow ? files_.ChangedNow() : files_.Changed(now)) {
    auto keys = Load();
    if (keys.ok()) {
      keys_ = std::make_shared<const auth::KeySet>(*std::move(keys));
      spdlog::info("the keys of {} were read again", issuer());
    } else {
      spdlog::warn("the keys of {} stay as they were: {}", issuer(),
                   std::string(keys.status().message()));
    }
  }
  return keys_;
}

auth::JwtVerifier::Result IssuerKeys::Verify(std::string_view token,
                                             absl::Time now) {
  auth::JwtVerifier::Result result =
      verifier_.Verify(token, *Current(now, Look::kSometimes), now);
  if (result.ok || result.fault != auth::JwtFault::kUnknownKey) return result;
  // Perhaps a new one, whose file has only just changed.
  return verifier_.Verify(token, *Current(now, Look::kNow), now);
}

}  // namespace wampbridge::bridge
