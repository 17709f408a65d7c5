// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_FEATURES_H_
#define WAMP_ROUTER_FEATURES_H_

#include <string>
#include <string_view>
#include <vector>

#include "wamp/value.h"

namespace wampbridge::wamp {

// What the router announced in WELCOME.Details.roles, corrected by what its
// owner knows better: some routers announce too little or too much.
class RouterFeatures {
 public:
  struct Corrections {
    std::vector<std::string> assume;  // taken as announced by every role
    std::vector<std::string> ignore;  // taken as not announced; wins
  };

  RouterFeatures() = default;
  RouterFeatures(const Dict& welcome_details, const Corrections& corrections);

  // Whether the router plays `role` ("broker", "dealer"). A WELCOME without
  // roles says nothing, so nothing is held against it.
  bool Plays(std::string_view role) const;
  bool Has(std::string_view role, std::string_view feature) const;

 private:
  struct Role {
    std::string name;
    std::vector<std::string> features;
  };
  std::vector<Role> roles_;
  Corrections corrections_;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_ROUTER_FEATURES_H_
