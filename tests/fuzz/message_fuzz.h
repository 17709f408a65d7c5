// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_FUZZ_MESSAGE_FUZZ_H_
#define TESTS_FUZZ_MESSAGE_FUZZ_H_

#include <string_view>

#include "wamp/serializer.h"

namespace wampbridge::wamp {

// Reads `bytes` as a message and as a value, and aborts the process where what
// was accepted cannot be written, or comes back different from what was
// written.
void FuzzMessage(Serializer serializer, std::string_view bytes);

}  // namespace wampbridge::wamp

#endif  // TESTS_FUZZ_MESSAGE_FUZZ_H_
