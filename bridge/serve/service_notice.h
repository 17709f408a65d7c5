// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVE_SERVICE_NOTICE_H_
#define BRIDGE_SERVE_SERVICE_NOTICE_H_

#include <string>
#include <string_view>

namespace wampbridge::bridge {

// Tells systemd how the service is doing, as sd_notify(3) describes it: a
// datagram to the socket that NOTIFY_SOCKET names. Without one, and where it
// cannot be told, nothing happens: nobody has asked.
class ServiceNotice {
 public:
  ServiceNotice();

  // It serves; READY=1.
  void Ready(std::string_view status) const;
  // It shuts down; STOPPING=1.
  void Stopping(std::string_view status) const;

 private:
  void Tell(std::string_view state, std::string_view status) const;

  std::string socket_;  // empty: nobody listens
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVE_SERVICE_NOTICE_H_
