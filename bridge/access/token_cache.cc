// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/token_cache.h"

#include <openssl/sha.h>

#include <algorithm>
#include <utility>

namespace wampbridge::bridge {
namespace {

std::string KeyOf(std::string_view token, std::string_view listener) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(),
         digest);
  std::string key(reinterpret_cast<const char*>(digest), sizeof(digest));
  return key.append(listener);
}

}  // namespace

std::shared_ptr<const Caller> TokenCache::Find(std::string_view token,
                                               std::string_view listener,
                                               absl::Time now) {
  const std::string key = KeyOf(token, listener);
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = callers_.find(key);
  if (found == callers_.end()) return nullptr;
  if (now < found->second.until) return found->second.caller;
  callers_.erase(found);
  return nullptr;
}

void TokenCache::Add(std::string_view token,
                     std::shared_ptr<const Caller> caller, absl::Time now) {
  std::string key = KeyOf(token, caller->listener);
  const absl::Time until = std::min(caller->expiry, now + kAge);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (callers_.size() >= kCountMax) {
    absl::erase_if(callers_,
                   [now](const auto& one) { return one.second.until <= now; });
  }
  // All are in use: everybody is verified anew.
  if (callers_.size() >= kCountMax) callers_.clear();
  callers_.insert_or_assign(std::move(key), Entry{std::move(caller), until});
}

}  // namespace wampbridge::bridge
