// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_ANSWER_FENCE_H_
#define WAMP_TRANSPORT_ANSWER_FENCE_H_

#include <vector>

#include "absl/status/status.h"
#include "wamp/session_event.h"

namespace wampbridge::transport {

// Keeps a Cancel and the progressive results that are just being told apart.
// Between the moment when the loop takes such a result out of the session and
// the moment when its observer has seen it, another thread may cancel the
// request, and would then be free to destroy the observer. Such a Cancel is
// made to fail with NotFound, as if an answer had come first, and the fence
// owes the observer that last answer: ERROR wamp.error.canceled. Nobody waits.
// Under the session's lock.
class AnswerFence {
 public:
  // `events` are about to be told without the lock.
  void Raise(const std::vector<wamp::SessionEvent>& events);
  // Whether the fence is up for anything.
  bool raised() const { return !told_.empty(); }
  // The session has just cancelled `request` and agreed. Returns what to
  // return to the caller.
  absl::Status Cancelled(wamp::RequestId request);
  // The events have been told. Returns the last answers that are owed.
  std::vector<wamp::SessionEvent> Lower();

 private:
  struct Told {
    wamp::RequestId request;
    wamp::RequestTag tag;
    bool cancelled;
  };
  std::vector<Told> told_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_ANSWER_FENCE_H_
