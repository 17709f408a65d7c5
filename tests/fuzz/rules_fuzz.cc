// SPDX-License-Identifier: Apache-2.0
// URI rules: what a pattern is said to contain it also meets, and where it
// meets nothing it contains nothing.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "wamp/uri.h"
#include "wamp/uri_pattern.h"

namespace wampbridge::wamp {
namespace {

void Try(std::string_view octets) {
  const size_t end = std::min(octets.find('\0'), octets.size());
  const auto pattern = UriPattern::Parse(octets.substr(0, end));
  if (!pattern.ok()) return;
  const std::string_view uri = octets.substr(std::min(end + 1, octets.size()));
  for (const MatchPolicy match :
       {MatchPolicy::kExact, MatchPolicy::kPrefix, MatchPolicy::kWildcard}) {
    if (pattern->Contains(uri, match) && !pattern->Meets(uri, match)) {
      std::abort();
    }
    for (const UriSet& part : PartsOf(uri, match)) {
      (void)pattern->ContainsPart(part);
    }
  }
}

}  // namespace
}  // namespace wampbridge::wamp

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  wampbridge::wamp::Try({reinterpret_cast<const char*>(data), size});
  return 0;
}
