// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_ROLES_STORED_PAYLOAD_H_
#define TESTS_BENCH_ROLES_STORED_PAYLOAD_H_

#include <string>

#include "absl/status/statusor.h"
#include "bridge/translate/payload_encoder.h"
#include "wamp/serializer.h"

namespace wampbridge::bench {

// The arguments of a serialised Payload in a file, for a WAMP message.
absl::StatusOr<wamp::EncodedPayload> ReadPayload(const std::string& file,
                                                 wamp::Serializer serializer);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_ROLES_STORED_PAYLOAD_H_
