// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_CANCELLER_H_
#define WAMP_TRANSPORT_CANCELLER_H_

#include <memory>

#include "absl/functional/any_invocable.h"

namespace wampbridge::transport {

// A function that cancels `step` if it still runs. Does not keep it alive: a
// step does that itself, and holds who waits for it.
template <typename Step>
absl::AnyInvocable<void()> Canceller(const std::shared_ptr<Step>& step) {
  return [weak = std::weak_ptr<Step>(step)] {
    if (const auto running = weak.lock()) running->Cancel();
  };
}

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_CANCELLER_H_
