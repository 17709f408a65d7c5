// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_IDS_H_
#define WAMP_IDS_H_

#include <compare>
#include <cstdint>
#include <utility>

namespace wampbridge::wamp {

// WAMP ids are integers of 1..2^53 (basic profile, "IDs"). Each kind is a type
// of its own, so that a registration never stands where a request should.
inline constexpr uint64_t kIdMax = uint64_t{1} << 53;

constexpr bool IsValidId(uint64_t value) {
  return value >= 1 && value <= kIdMax;
}

template <typename Kind>
struct Id {
  uint64_t value = 0;  // 0: none

  friend auto operator<=>(const Id&, const Id&) = default;

  template <typename H>
  friend H AbslHashValue(H state, const Id& id) {
    return H::combine(std::move(state), id.value);
  }
};

using SessionId = Id<struct SessionKind>;
using RequestId = Id<struct RequestKind>;
using PublicationId = Id<struct PublicationKind>;
using SubscriptionId = Id<struct SubscriptionKind>;
using RegistrationId = Id<struct RegistrationKind>;

}  // namespace wampbridge::wamp

#endif  // WAMP_IDS_H_
