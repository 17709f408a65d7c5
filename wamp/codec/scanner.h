// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_SCANNER_H_
#define WAMP_CODEC_SCANNER_H_

#include <string_view>

#include "absl/status/status.h"
#include "wamp/codec/reader.h"
#include "wamp/serializer.h"

namespace wampbridge::wamp {

// Checks encoded arguments before they are spliced into a message, without
// building anything: exactly one list (args) or string-keyed dictionary
// (kwargs) that ReadValue would read. The errors are ReadValue's. Empty octets
// stand for an absent part and pass.
absl::Status ScanArgs(Serializer serializer, std::string_view bytes,
                      const ReadLimits& limits = {});
absl::Status ScanKwargs(Serializer serializer, std::string_view bytes,
                        const ReadLimits& limits = {});

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_SCANNER_H_
