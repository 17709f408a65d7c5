// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/identity.h"

#include <string_view>

namespace wampbridge::bridge {

RouterTraits TraitsOf(const Identity& identity,
                      const transport::ClientConnection& connection) {
  return RouterTraits{
      .name = identity.router,
      .has =
          [&connection](std::string_view role, std::string_view feature) {
            return connection.RouterHas(role, feature);
          },
      .extra_options = &identity.extra_options};
}

void Retire(const std::shared_ptr<const Identity>& identity,
            const Failure& why) {
  if (identity->hubs != nullptr) identity->hubs->Close(why);
  // Sessions tell the hubs until they have gone.
  identity->pool->Retire(why, [identity] {});
}

}  // namespace wampbridge::bridge
