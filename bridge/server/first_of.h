// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_FIRST_OF_H_
#define BRIDGE_SERVER_FIRST_OF_H_

#include <string>

#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {

// Topics or procedures for a line of status: "com.shop.order and 3 more".
template <typename Uris>
std::string FirstOf(const Uris& wanted) {
  if (wanted.empty()) return "";
  std::string text = wanted.begin()->uri();
  if (wanted.size() > 1)
    absl::StrAppend(&text, " and ", wanted.size() - 1, " more");
  return text;
}

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_FIRST_OF_H_
