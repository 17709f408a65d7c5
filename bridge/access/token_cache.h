// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ACCESS_TOKEN_CACHE_H_
#define BRIDGE_ACCESS_TOKEN_CACHE_H_

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "bridge/access/caller.h"

namespace wampbridge::bridge {

// Callers whose tokens have been verified, so that a signature is not checked
// for each RPC. Keyed by the token's SHA-256 and the listener; a token is taken
// from it for kAge at most, so that keys that were taken out of an issuer's set
// end what they signed. Bounded. Thread-safe.
class TokenCache {
 public:
  static constexpr size_t kCountMax = 10000;
  static constexpr absl::Duration kAge = absl::Seconds(60);

  // nullptr: not there, too old, or expired.
  std::shared_ptr<const Caller> Find(std::string_view token,
                                     std::string_view listener, absl::Time now);
  void Add(std::string_view token, std::shared_ptr<const Caller> caller,
           absl::Time now);

 private:
  struct Entry {
    std::shared_ptr<const Caller> caller;
    absl::Time until;
  };

  std::mutex mutex_;
  // digest and listener -> its caller; guarded by mutex_
  absl::flat_hash_map<std::string, Entry> callers_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ACCESS_TOKEN_CACHE_H_
