// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/request_sequence.h"

#include "absl/strings/str_cat.h"

namespace wampbridge::router {

absl::Status RequestSequence::Check(wamp::RequestId request) {
  if (last_ == 0 && request.value != 1) drawn_ = true;
  if (drawn_) {
    last_ = request.value;
    return absl::OkStatus();
  }
  const uint64_t due = Due();
  if (request.value != due) {
    return absl::InvalidArgumentError(absl::StrCat(
        "request id ", request.value, " out of order: ", due, " was due"));
  }
  wrapped_ = wrapped_ || last_ == wamp::kIdMax;
  last_ = due;
  return absl::OkStatus();
}

}  // namespace wampbridge::router
