// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CLIENT_FEATURES_H_
#define WAMP_CLIENT_FEATURES_H_

#include "wamp/value.h"

namespace wampbridge::wamp {

// HELLO.Details.roles: the four client roles, each with the features that the
// session and those above it handle, and no other (advanced profile, "Feature
// Announcement").
Dict ClientRoles();

}  // namespace wampbridge::wamp

#endif  // WAMP_CLIENT_FEATURES_H_
