// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_REGISTER_REQUEST_H_
#define BRIDGE_TRANSLATE_REGISTER_REQUEST_H_

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/translate/router_traits.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "wamp/value.h"

namespace wampbridge::bridge {

// The configuration's bounds on a Register stream.
struct RegisterLimits {
  uint64_t procedures_per_stream = 100;
  uint64_t concurrency_ceiling = 100'000;
};

// Everything that can be said of a registration without a session: procedures,
// the same one twice, enums, `max_concurrency`, `client_name`. InvalidArgument
// or ResourceExhausted; the message names the field.
absl::Status CheckRegister(const v1::RegisterProcedures& asked,
                           const RegisterLimits& limits);

// REGISTER.Options of one procedure, `match` and `invoke` included, and
// `force_reregister` for ON_CONFLICT_REPLACE. InvalidArgument: `extra`, whose
// keys are checked against `extra_options`. Unimplemented: REPLACE where they
// do not list that option.
absl::StatusOr<wamp::Dict> RegisterOptionsFor(
    const v1::Procedure& procedure, v1::OnConflict on_conflict,
    const std::set<std::string, std::less<>>* extra_options);

// Unimplemented: something that was asked for whose feature the router did not
// announce. Features may be others after a reconnect.
absl::Status CheckRegisterFeatures(const v1::RegisterProcedures& asked,
                                   const RouterTraits& router);

// "single", "roundrobin", "random", "first", "last"; unspecified is single.
std::string_view InvokeName(v1::Invoke invoke);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_REGISTER_REQUEST_H_
