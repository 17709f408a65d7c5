// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/per_caller.h"

#include <string>

namespace wampbridge::bridge {
namespace {

// Valid texts have it for nothing else.
bool HasFacts(const std::string& text) {
  return text.find("{{") != std::string::npos;
}

}  // namespace

bool HasCallersSecret(const config::v1::Auth& auth) {
  return auth.secret().caller() != config::v1::CALLER_SECRET_UNSPECIFIED ||
         HasFacts(auth.secret().file()) || HasFacts(auth.derived_key().file());
}

bool IsPerCaller(const config::v1::Identity& identity) {
  return HasFacts(identity.realm()) || HasFacts(identity.auth().authid()) ||
         HasCallersSecret(identity.auth());
}

}  // namespace wampbridge::bridge
