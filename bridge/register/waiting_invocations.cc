// SPDX-License-Identifier: Apache-2.0
#include "bridge/register/waiting_invocations.h"

#include <algorithm>
#include <utility>

namespace wampbridge::bridge {

WaitingInvocations::Pushed WaitingInvocations::Push(
    const wamp::Invocation& invocation) {
  auto kept = std::make_unique<Kept>();
  kept->args = invocation.payload.args;
  kept->kwargs = invocation.payload.kwargs;
  const size_t octets = kept->octets();
  if (waiting_.size() >= limits_.count_max ||
      octets > limits_.octets_max - octets_) {
    return Pushed::kFull;
  }
  kept->invocation = invocation;
  kept->invocation.payload = {kept->args, kept->kwargs};
  octets_ += octets;
  waiting_.push_back(std::move(kept));
  return Pushed::kQueued;
}

const wamp::Invocation* WaitingInvocations::front() const {
  return waiting_.empty() ? nullptr : &waiting_.front()->invocation;
}

void WaitingInvocations::Pop() {
  octets_ -= waiting_.front()->octets();
  waiting_.pop_front();
}

bool WaitingInvocations::Remove(wamp::RequestId request) {
  return std::erase_if(waiting_, [&](const auto& kept) {
           if (kept->invocation.request != request) return false;
           octets_ -= kept->octets();
           return true;
         }) > 0;
}

}  // namespace wampbridge::bridge
