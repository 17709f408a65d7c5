// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/catalog.h"

namespace wampbridge::router {

wamp::Dict CatalogDetails(const CatalogEntry& entry) {
  wamp::Dict details = {
      {"id", entry.id},
      {"created", absl::FormatTime(absl::RFC3339_full, entry.created,
                                   absl::UTCTimeZone())},
      {"uri", entry.uri},
      {"match", wamp::MatchPolicyName(entry.match)}};
  if (!entry.invoke.empty()) details.Set("invoke", entry.invoke);
  return details;
}

}  // namespace wampbridge::router
