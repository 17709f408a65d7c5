// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/answer_fence.h"

#include <utility>
#include <variant>

namespace wampbridge::transport {

void AnswerFence::Raise(const std::vector<wamp::SessionEvent>& events) {
  for (const wamp::SessionEvent& event : events) {
    const auto* answered = std::get_if<wamp::Answered>(&event);
    if (answered == nullptr || answered->last) continue;
    const auto* result = std::get_if<wamp::Result>(&answered->answer);
    if (result == nullptr) continue;
    told_.push_back({result->request, answered->tag, false});
  }
}

absl::Status AnswerFence::Cancelled(wamp::RequestId request) {
  for (Told& told : told_) {
    if (told.request != request) continue;
    told.cancelled = true;
    return absl::NotFoundError(
        "an answer to the request is being told; its last one follows");
  }
  return absl::OkStatus();
}

std::vector<wamp::SessionEvent> AnswerFence::Lower() {
  std::vector<wamp::SessionEvent> owed;
  for (const Told& told : told_) {
    if (!told.cancelled) continue;
    wamp::Error error;
    error.request_type = wamp::MessageType::kCall;
    error.request = told.request;
    error.error = "wamp.error.canceled";
    owed.push_back(wamp::Answered{told.tag, std::move(error), true});
  }
  told_.clear();
  return owed;
}

}  // namespace wampbridge::transport
