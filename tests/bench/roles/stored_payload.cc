// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/roles/stored_payload.h"

#include <fstream>

#include "absl/strings/str_cat.h"

namespace wampbridge::bench {

absl::StatusOr<wamp::EncodedPayload> ReadPayload(const std::string& file,
                                                 wamp::Serializer serializer) {
  std::ifstream octets(file, std::ios::binary);
  v1::Payload payload;
  if (!payload.ParseFromIstream(&octets)) {
    return absl::NotFoundError(absl::StrCat("no payload in ", file));
  }
  return bridge::EncodePayload(payload, serializer);
}

}  // namespace wampbridge::bench
