// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_REQUEST_SEQUENCE_H_
#define WAMP_ROUTER_REQUEST_SEQUENCE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "wamp/ids.h"

namespace wampbridge::router {

// The ids of one session's requests (basic profile, "IDs"): counted from 1,
// without holes, back to 1 after 2^53. A client whose first id is not 1 draws
// its ids at random, as the specification's first versions had it and wampy
// still does: of such a session no order is asked.
class RequestSequence {
 public:
  // InvalidArgument names the id that was due.
  absl::Status Check(wamp::RequestId request);

  // Whether a counted request had this id already: a CALL of it continues
  // that call (advanced profile, "Verification of CALL Request IDs").
  bool WasUsed(wamp::RequestId request) const {
    return !drawn_ && request.value <= last_ && request.value != Due();
  }

  // Whether a request of this id may have been made.
  bool MayKnow(wamp::RequestId request) const {
    return drawn_ || request.value <= last_ || wrapped_;
  }

 private:
  uint64_t Due() const { return last_ == wamp::kIdMax ? 1 : last_ + 1; }

  uint64_t last_ = 0;
  bool drawn_ = false;
  bool wrapped_ = false;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_REQUEST_SEQUENCE_H_
