// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/registration.h"

#include <array>
#include <utility>

namespace wampbridge::router {

std::optional<InvokePolicy> InvokePolicyFromName(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, InvokePolicy>, 5>
      kNames = {{{"single", InvokePolicy::kSingle},
                 {"roundrobin", InvokePolicy::kRoundRobin},
                 {"random", InvokePolicy::kRandom},
                 {"first", InvokePolicy::kFirst},
                 {"last", InvokePolicy::kLast}}};
  for (const auto& [known, policy] : kNames) {
    if (known == name) return policy;
  }
  return std::nullopt;
}

void Registration::Remove(const Peer& peer) {
  std::erase_if(callees_,
                [&](const Callee& callee) { return callee.peer == &peer; });
}

const Registration::Callee& Registration::Choose(uint64_t random) {
  switch (options_.invoke) {
    case InvokePolicy::kSingle:
    case InvokePolicy::kFirst:
      return callees_.front();
    case InvokePolicy::kLast:
      return callees_.back();
    case InvokePolicy::kRandom:
      return callees_[random % callees_.size()];
    case InvokePolicy::kRoundRobin:
      return callees_[next_++ % callees_.size()];
  }
  return callees_.front();
}

}  // namespace wampbridge::router
