// SPDX-License-Identifier: Apache-2.0
#include "wamp/traffic.h"

#include <algorithm>

namespace wampbridge::wamp {
namespace {

template <typename Combine>
void Apply(Traffic& traffic, const Traffic& other, const Combine& combine) {
  for (size_t type = 0; type < Traffic::kTypes; ++type) {
    combine(traffic.messages_sent[type], other.messages_sent[type]);
    combine(traffic.messages_received[type], other.messages_received[type]);
  }
  combine(traffic.octets_sent, other.octets_sent);
  combine(traffic.octets_received, other.octets_received);
}

}  // namespace

void Traffic::Add(const Traffic& other) {
  Apply(*this, other, [](uint64_t& to, uint64_t from) { to += from; });
}

void Traffic::RaiseTo(const Traffic& other) {
  Apply(*this, other,
        [](uint64_t& to, uint64_t from) { to = std::max(to, from); });
}

}  // namespace wampbridge::wamp
