// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_SESSION_EVENT_H_
#define WAMP_SESSION_EVENT_H_

#include <variant>

#include "absl/status/status.h"
#include "wamp/message.h"

namespace wampbridge::wamp {

// What came with a request and comes back with its answers; the session does
// not look at it. The driver puts a pointer to the request's observer here.
using RequestTag = void*;

// The router asks for authentication: answer with Session::Authenticate or
// Session::RefuseChallenge.
struct Challenged {
  Challenge challenge;
};

struct Joined {
  Welcome welcome;
};

// A request was answered. `last` is false for progressive results only; after
// it the tag is not seen again.
struct Answered {
  RequestTag tag = nullptr;
  std::variant<Published, Subscribed, Unsubscribed, Registered, Unregistered,
               Result, Error>
      answer;
  bool last = true;
};

// Whether any octet of a request was handed to the stream's write before the
// session was lost.
enum class Handed { kNo, kYes };

// The session was lost with this request unanswered.
struct RequestLost {
  RequestTag tag = nullptr;
  Handed handed = Handed::kNo;
};

// How a session ended. Comes once, after each pending request's RequestLost;
// nothing follows it.
struct SessionLost {
  enum class By {
    kUs,         // Leave, and the router's GOODBYE or our timer
    kGoodbye,    // the router's GOODBYE
    kAbort,      // the router's ABORT
    kViolation,  // the peer broke the protocol: we sent ABORT
    kTransport,  // the connection was lost
    kTimeout,    // no answer to HELLO or AUTHENTICATE in time
    kRefused,    // we refused the challenge: we sent ABORT
  };
  By by = By::kTransport;
  bool joined = false;      // whether WELCOME had come
  std::string reason = {};  // URI of ABORT or GOODBYE, else empty
  absl::Status cause = {};  // in words, never OK
};

// Of wamp/message.h, passed on as they came: Event; Invocation; Interrupt;
// Unsubscribed and Unregistered with request 0 (revocations).
// Views in an event are of the octets given to HandleMessage: drain before
// they go.
using SessionEvent =
    std::variant<Challenged, Joined, Answered, RequestLost, Event, Invocation,
                 Interrupt, Unsubscribed, Unregistered, SessionLost>;

}  // namespace wampbridge::wamp

#endif  // WAMP_SESSION_EVENT_H_
