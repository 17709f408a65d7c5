// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/input.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace wampbridge::wamp {

absl::Status Input::Malformed(std::string_view what) const {
  return MalformedAt(empty() ? "unexpected end" : what, offset_);
}

absl::Status Input::MalformedAt(std::string_view what, size_t offset) {
  return absl::InvalidArgumentError(absl::StrCat(
      absl::string_view(what.data(), what.size()), " at octet ", offset));
}

absl::Status Input::TooDeep(int nesting_max) {
  return absl::OutOfRangeError(
      absl::StrCat("lists and dictionaries nested deeper than ", nesting_max));
}

}  // namespace wampbridge::wamp
