// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_REGISTER_WANTED_PROCEDURE_H_
#define BRIDGE_REGISTER_WANTED_PROCEDURE_H_

#include <string>

#include "wamp/uri.h"
#include "wamp/value.h"

namespace wampbridge::bridge {

// How invocations are spread, by the router over its sessions and by the bridge
// over the streams that share a registration (advanced profile, "Shared
// Registration").
enum class InvokePolicy { kSingle, kRoundRobin, kRandom, kFirst, kLast };

// A procedure that a stream serves, with its complete options, so that it can
// be restored on a new session.
struct WantedProcedure {
  std::string uri;
  wamp::MatchPolicy match = wamp::MatchPolicy::kExact;
  InvokePolicy invoke = InvokePolicy::kSingle;
  // REGISTER.Options in full.
  wamp::Dict options;
  // What to do when somebody else has it: end, or try again until it is free.
  enum class Conflict { kFail, kWait } conflict = Conflict::kFail;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_REGISTER_WANTED_PROCEDURE_H_
