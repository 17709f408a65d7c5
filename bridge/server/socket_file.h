// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_SOCKET_FILE_H_
#define BRIDGE_SERVER_SOCKET_FILE_H_

#include <string>

#include "absl/status/status.h"

namespace wampbridge::bridge {

// Who may connect to a Unix socket: whoever may write to its file.
struct SocketAccess {
  std::string mode = "0660";  // octal
  std::string owner;          // "USER", "USER:GROUP", ":GROUP"; empty: as it is
};

// Gives a listening socket's file its mode and owner. InvalidArgument names
// what does not exist or is not allowed.
absl::Status SetSocketAccess(const std::string& path,
                             const SocketAccess& access);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_SOCKET_FILE_H_
