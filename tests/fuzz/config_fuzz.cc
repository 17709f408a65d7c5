// SPDX-License-Identifier: Apache-2.0
// Configurations: any text is read, or refused in one line that begins with its
// place; what is read can be printed, and is then read as the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "bridge/config/loader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using wampbridge::bridge::LoadConfigText;
  using wampbridge::bridge::Purpose;
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const Purpose purpose : {Purpose::kServe, Purpose::kDev}) {
    const auto loaded = LoadConfigText(text, "a.yaml", purpose);
    if (loaded.ok()) continue;
    const std::string_view message(loaded.status().message().data(),
                                   loaded.status().message().size());
    if (!message.starts_with("a.yaml")) std::abort();
  }
  return 0;
}
