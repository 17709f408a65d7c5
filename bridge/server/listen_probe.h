// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_LISTEN_PROBE_H_
#define BRIDGE_SERVER_LISTEN_PROBE_H_

#include <string>

namespace wampbridge::bridge {

// Why HOST:PORT or unix:///PATH cannot be listened on, in the system's words
// ("Address already in use"): tries it, since gRPC does not tell.
std::string WhyNotListen(const std::string& address);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_LISTEN_PROBE_H_
