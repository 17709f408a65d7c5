// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_DIAL_STEP_H_
#define WAMP_TRANSPORT_DIAL_STEP_H_

#include <optional>

#include "absl/status/status.h"

namespace wampbridge::transport {

// How far dialling came.
enum class DialStep {
  kOptions,    // before anything: the options, and files that they name
  kResolve,    // the host's name
  kConnect,    // TCP, or the Unix socket
  kTls,        // TLS's handshake
  kHandshake,  // WebSocket's or RawSocket's
};

// `error` with the step at which it came about, for DialStepOf.
absl::Status WithDialStep(absl::Status error, DialStep step);

// Nothing when `error` came about later, or is none of a dialer's.
std::optional<DialStep> DialStepOf(const absl::Status& error);

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_DIAL_STEP_H_
