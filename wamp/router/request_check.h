// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_REQUEST_CHECK_H_
#define WAMP_ROUTER_REQUEST_CHECK_H_

#include <optional>
#include <string>
#include <string_view>

#include "wamp/router/options.h"
#include "wamp/router/peer.h"
#include "wamp/uri.h"
#include "wamp/value.h"

namespace wampbridge::router {

// Why a request gets an ERROR: its URI, and what it says to people.
struct Refusal {
  std::string_view error;
  std::string text;
};

// Options.match; nullopt where it is none that the specification knows.
std::optional<wamp::MatchPolicy> MatchOption(const wamp::Dict& options);

// What every request must pass: a well-formed URI, not one of WAMP's own where
// it offers something, and a role that may do `action` with all it stands for.
std::optional<Refusal> CheckRequest(const Peer& peer, Action action,
                                    std::string_view uri,
                                    wamp::MatchPolicy match);

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_REQUEST_CHECK_H_
