// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_ID_SOURCE_H_
#define WAMP_ROUTER_ID_SOURCE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "wamp/ids.h"

namespace wampbridge::router {

// 64 bits that nobody can foresee, at each call. Tests give a counter.
using RandomSource = std::function<uint64_t()>;

// Gives the router's ids (basic profile, "IDs"): those of sessions and
// publications drawn at random, those of subscriptions and registrations
// counted.
class IdSource {
 public:
  explicit IdSource(RandomSource random) : random_(std::move(random)) {}

  template <typename RandomId>
  RandomId Random() {
    return RandomId{random_() % wamp::kIdMax + 1};
  }
  template <typename CountedId>
  CountedId Next() {
    return CountedId{++last_};
  }

  // For a challenge: 32 octets.
  std::string RandomOctets() {
    std::string octets;
    for (int i = 0; i < 4; ++i) {
      const uint64_t bits = random_();
      octets.append(reinterpret_cast<const char*>(&bits), sizeof(bits));
    }
    return octets;
  }

 private:
  RandomSource random_;
  uint64_t last_ = 0;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_ID_SOURCE_H_
