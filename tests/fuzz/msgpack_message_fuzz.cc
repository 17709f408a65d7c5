// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/message_fuzz.h"
#include "wamp/serializer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  wampbridge::wamp::FuzzMessage(
      wampbridge::wamp::Serializer::kMsgpack,
      std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
