// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/value_path.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

// Enough to find the place; a status message has room for 512 octets.
constexpr size_t kShownBytesMax = 160;

absl::string_view Abseil(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

std::string KeyStep(std::string_view key) {
  const bool plain =
      !key.empty() && std::ranges::all_of(key, [](unsigned char octet) {
        return absl::ascii_isalnum(octet) || octet == '_';
      });
  if (plain) return absl::StrCat(".", Abseil(key));
  return absl::StrCat("[\"", absl::Utf8SafeCHexEscape(Abseil(key)), "\"]");
}

std::string IndexStep(size_t index) { return absl::StrCat("[", index, "]"); }

std::string ShownPath(std::string_view path) {
  if (path.size() <= kShownBytesMax) return std::string(path);
  size_t end = kShownBytesMax;
  while (end > 0 && (static_cast<unsigned char>(path[end]) & 0xC0) == 0x80) {
    --end;
  }
  return absl::StrCat(Abseil(path.substr(0, end)), "...");
}

absl::Status AtPath(std::string_view path, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat("payload: ", ShownPath(path),
                                   path.empty() ? "" : ": ", status.message()));
}

absl::Status TooDeep(std::string_view path, int nesting_max) {
  return AtPath(path, absl::InvalidArgumentError(absl::StrCat(
                          nesting_max + 1,
                          " lists and dicts inside one another, the limit is ",
                          nesting_max)));
}

}  // namespace wampbridge::bridge
