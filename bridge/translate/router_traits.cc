// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/router_traits.h"

namespace wampbridge::bridge {

absl::Status RequireFeature(const RouterTraits& router, const FeatureUse& use) {
  if (router.has(use.role, use.feature)) return absl::OkStatus();
  std::string message(use.option);
  message.append(": needs the feature ").append(use.feature);
  message.append(", which the ").append(use.role).append(" of router ");
  message.append(router.name).append(" did not announce");
  return absl::UnimplementedError(message);
}

}  // namespace wampbridge::bridge
