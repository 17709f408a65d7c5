// SPDX-License-Identifier: Apache-2.0
// Templates over facts about a caller: what may be written in a configuration,
// and what callers may be called. One text is never that of two callers.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "bridge/identities/caller_template.h"

namespace wampbridge::bridge {
namespace {

// Up to the next NUL.
std::string Take(std::string_view& octets) {
  const size_t end = std::min(octets.find('\0'), octets.size());
  std::string taken(octets.substr(0, end));
  octets.remove_prefix(std::min(end + 1, octets.size()));
  return taken;
}

Caller TakeCaller(std::string_view& octets) {
  Caller caller;
  caller.subject = Take(octets);
  caller.issuer = Take(octets);
  caller.claims["a"] = {Take(octets)};
  caller.claims["a.b"] = {Take(octets)};
  return caller;
}

void Try(std::string_view octets, CallerTemplate::Use use) {
  const auto parsed = CallerTemplate::Parse(Take(octets), use);
  if (!parsed.ok()) return;
  const auto one = parsed->Render(TakeCaller(octets));
  const auto other = parsed->Render(TakeCaller(octets));
  if (!one.ok() || !other.ok()) return;
  if (one->text == other->text && one->values != other->values) std::abort();
  for (const std::string& value : one->values) {
    if (value.empty()) std::abort();
    if (use == CallerTemplate::Use::kPath &&
        (value.front() == '.' || value.find('/') != std::string::npos)) {
      std::abort();
    }
  }
}

}  // namespace
}  // namespace wampbridge::bridge

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using wampbridge::bridge::CallerTemplate;
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  wampbridge::bridge::Try(octets, CallerTemplate::Use::kText);
  wampbridge::bridge::Try(octets, CallerTemplate::Use::kPath);
  return 0;
}
