// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/registration.h"

#include <array>
#include <utility>

namespace wampbridge::router {

namespace {

constexpr std::array<std::pair<std::string_view, InvokePolicy>, 5> kNames = {
    {{"single", InvokePolicy::kSingle},
     {"roundrobin", InvokePolicy::kRoundRobin},
     {"random", InvokePolicy::kRandom},
     {"first", InvokePolicy::kFirst},
     {"last", InvokePolicy::kLast}}};

}  // namespace

std::optional<InvokePolicy> InvokePolicyFromName(std::string_view name) {
  for (const auto& [known, policy] : kNames) {
    if (known == name) return policy;
  }
  return std::nullopt;
}

std::string_view InvokePolicyName(InvokePolicy policy) {
  for (const auto& [name, known] : kNames) {
    if (known == policy) return name;
  }
  return {};
}

void Registration::Remove(const Peer& peer) {
  std::erase_if(callees_,
                [&](const Callee& callee) { return callee.peer == &peer; });
}

const Registration::Callee* Registration::Choose(
    uint64_t random, const std::set<wamp::SessionId>& tried) {
  const size_t count = callees_.size();
  const bool backwards = options_.invoke == InvokePolicy::kLast;
  for (size_t step = 0; step < count; ++step) {
    const size_t at =
        (First(random) + (backwards ? count - step : step)) % count;
    if (tried.contains(callees_[at].peer->session())) continue;
    if (options_.invoke == InvokePolicy::kRoundRobin) next_ = at + 1;
    return &callees_[at];
  }
  return nullptr;
}

size_t Registration::First(uint64_t random) const {
  switch (options_.invoke) {
    case InvokePolicy::kSingle:
    case InvokePolicy::kFirst:
      return 0;
    case InvokePolicy::kLast:
      return callees_.size() - 1;
    case InvokePolicy::kRandom:
      return random % callees_.size();
    case InvokePolicy::kRoundRobin:
      return next_ % callees_.size();
  }
  return 0;
}

}  // namespace wampbridge::router
