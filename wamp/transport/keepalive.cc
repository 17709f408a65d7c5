// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/keepalive.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {

Keepalive::Keepalive(EventLoop& loop, Options options)
    : loop_(loop), options_(std::move(options)) {
  if (options_.interval <= absl::ZeroDuration()) return;
  octets_heard_ = options_.octets_heard();
  Wait(options_.interval, &Keepalive::HandleInterval);
}

void Keepalive::Wait(absl::Duration delay, void (Keepalive::*next)()) {
  timer_ = loop_.RunAfter(delay, [this, next] { (this->*next)(); });
}

void Keepalive::HandleInterval() {
  if (Heard()) {
    Wait(options_.interval, &Keepalive::HandleInterval);
    return;
  }
  Wait(options_.timeout, &Keepalive::HandleTimeout);
  options_.ping();
}

void Keepalive::HandleTimeout() {
  if (Heard()) {
    Wait(options_.interval, &Keepalive::HandleInterval);
    return;
  }
  const auto dead = options_.dead;  // which may destroy this
  dead(absl::UnavailableError(
      absl::StrCat("the router gave no sign of life for ",
                   absl::FormatDuration(options_.interval + options_.timeout),
                   ", not even to a ping")));
}

bool Keepalive::Heard() {
  const uint64_t before = std::exchange(octets_heard_, options_.octets_heard());
  return octets_heard_ != before;
}

}  // namespace wampbridge::transport
