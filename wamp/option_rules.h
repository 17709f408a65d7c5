// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_OPTION_RULES_H_
#define WAMP_OPTION_RULES_H_

#include "absl/status/status.h"
#include "wamp/message.h"
#include "wamp/value.h"

namespace wampbridge::wamp {

// Checks the types of the keys that the specification predefines for the
// options or details of a message of this type. A bool is never an integer;
// null counts as absent, since routers write it for what is not set; unknown
// keys pass. Knows no values beyond what a type allows, except where another
// value would silently change a meaning (match, enc_algo).
// InvalidArgumentError names the key and what it must be.
absl::Status CheckOptions(MessageType type, const Dict& options);

}  // namespace wampbridge::wamp

#endif  // WAMP_OPTION_RULES_H_
