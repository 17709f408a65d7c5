// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_CATALOG_H_
#define WAMP_ROUTER_CATALOG_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "wamp/ids.h"
#include "wamp/uri.h"
#include "wamp/value.h"

namespace wampbridge::router {

// A registration or a subscription, as the meta API tells of it.
struct CatalogEntry {
  uint64_t id = 0;
  std::string uri;
  wamp::MatchPolicy match = wamp::MatchPolicy::kExact;
  absl::Time created;
  std::string_view invoke = {};               // a registration's policy
  std::vector<wamp::SessionId> members = {};  // in the order in which they came
};

// RegistrationDetails and SubscriptionDetails.
wamp::Dict CatalogDetails(const CatalogEntry& entry);

// A realm's registrations, or its subscriptions, as the meta API sees them.
class Catalog {
 public:
  virtual ~Catalog() = default;

  // By id.
  virtual std::vector<CatalogEntry> Entries() const = 0;
  // Those that a call, or a publication, of `uri` would go to.
  virtual std::vector<uint64_t> Matching(std::string_view uri) = 0;
  // Takes `member` out of an entry, unasked ("Registration Revocation",
  // "Subscription Revocation"). False: it is not in it.
  virtual bool Revoke(uint64_t id, wamp::SessionId member,
                      const std::string& reason) = 0;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_CATALOG_H_
