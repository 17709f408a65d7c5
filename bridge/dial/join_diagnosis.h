// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_DIAL_JOIN_DIAGNOSIS_H_
#define BRIDGE_DIAL_JOIN_DIAGNOSIS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "wamp/session_event.h"

namespace wampbridge::bridge {

// What a router's CHALLENGE said, without anything that is secret.
struct SeenChallenge {
  std::string method = {};
  bool salted = false;
  int64_t iterations = 0;  // with salt
  int64_t keylen = 0;      // with salt
  std::string kdf = {};    // scram
  std::string channel_binding = {};
  // When the router made it, by its own clock, where it says so (wampcra).
  std::optional<absl::Time> made = std::nullopt;
};

// A join that failed, and what was seen until then.
struct FailedJoin {
  // How the identity's key is written in the configuration.
  enum class Key { kNone, kSecret, kDerived };

  std::string method = {};  // the one that was offered
  Key key = Key::kNone;
  std::string authid = {};
  std::string realm = {};
  std::optional<SeenChallenge> challenge = std::nullopt;
  wamp::SessionLost lost = {};
  absl::Time now = {};  // when the challenge came, by this machine's clock
};

// How far the join came: "connecting", "HELLO", "CHALLENGE", "AUTHENTICATE".
std::string FailedStep(const FailedJoin& join);

// What is likely wrong and what would be right, in words, for the person whose
// configuration it is; empty where the cause says it all. Routers give no
// reasons on purpose, so it is told what fits what was seen. No secret is in
// it.
std::string LikelyCause(const FailedJoin& join);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_DIAL_JOIN_DIAGNOSIS_H_
