// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_KEPT_CALL_H_
#define WAMP_ROUTER_KEPT_CALL_H_

#include <cstddef>
#include <set>
#include <string>

#include "absl/time/time.h"
#include "wamp/ids.h"
#include "wamp/message.h"
#include "wamp/value.h"

namespace wampbridge::router {

// A CALL of a shared registration with its own copy of the payload, so that
// another callee can take it when one says that it is unavailable (advanced
// profile, "Call Re-Routing").
struct KeptCall {
  wamp::RequestId request;
  wamp::Dict options;
  std::string procedure;
  std::string args;
  std::string kwargs;
  absl::Time called;                // the timeout runs from here
  std::set<wamp::SessionId> tried;  // callees that have got it

  size_t bytes() const {
    return procedure.size() + args.size() + kwargs.size();
  }
  // Valid as long as the KeptCall stays where it is.
  wamp::Call View() const {
    return {.request = request,
            .options = options,
            .procedure = procedure,
            .payload = {.args = args, .kwargs = kwargs}};
  }
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_KEPT_CALL_H_
