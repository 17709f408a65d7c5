// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/caller.h"

namespace wampbridge::bridge {

std::string_view NameOf(Caller::Proof proof) {
  switch (proof) {
    case Caller::Proof::kMutualTls:
      return "mtls";
    case Caller::Proof::kJwt:
      return "jwt";
    case Caller::Proof::kNone:
      break;
  }
  return "none";
}

}  // namespace wampbridge::bridge
