// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_VALUE_PATH_H_
#define BRIDGE_TRANSLATE_VALUE_PATH_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace wampbridge::bridge {

// Lists and dicts inside one another that an argument may have: in the
// arguments form protobuf's parsers stop at 100 messages, which is 32 dicts.
inline constexpr int kArgumentsNestingMax = 30;
inline constexpr int kNestingMax = 64;

// One step of a path, as in `kwargs.order.items[3]`: ".order", "[3]", or
// `["a b"]` for a key that is no plain word.
std::string KeyStep(std::string_view key);
std::string IndexStep(size_t index);

// `path` as it goes into a message: cut where it is too long to read.
std::string ShownPath(std::string_view path);

// The same status code with "payload: <path>: " in front of the message; an
// empty path is the payload as a whole.
absl::Status AtPath(std::string_view path, const absl::Status& status);

// InvalidArgument: a list or dict too many at `path`.
absl::Status TooDeep(std::string_view path, int nesting_max);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_VALUE_PATH_H_
