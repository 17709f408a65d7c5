// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_META_CALL_H_
#define WAMP_ROUTER_META_CALL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "wamp/ids.h"
#include "wamp/value.h"

namespace wampbridge::router {

// A call that the router answers itself (advanced profile, "Meta API"), with
// its arguments read.
struct MetaCall {
  wamp::SessionId caller;
  wamp::List args;
  wamp::Dict kwargs;

  // An id, a text; 0 and "" where the argument is missing or is none.
  uint64_t IdAt(size_t at) const {
    const int64_t* id = at < args.size() ? args[at].AsInt() : nullptr;
    return id == nullptr || *id < 0 ? 0 : static_cast<uint64_t>(*id);
  }
  std::string TextAt(size_t at) const {
    const std::string* text = at < args.size() ? args[at].AsString() : nullptr;
    return text == nullptr ? std::string() : *text;
  }
};

// ERROR instead of RESULT: its URI, and what it says to people.
struct MetaError {
  std::string_view error;
  std::string text;
};

// The RESULT's arguments, or why there are none.
using MetaAnswer = std::variant<wamp::List, MetaError>;

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_META_CALL_H_
