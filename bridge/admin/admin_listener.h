// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ADMIN_ADMIN_LISTENER_H_
#define BRIDGE_ADMIN_ADMIN_LISTENER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace wampbridge::bridge {

// What a page of the admin listener answers.
struct AdminPage {
  int status = 200;
  std::string content_type = "text/plain";
  std::string body;
};

// The HTTP listener for probes and people: / (a page), /healthz, /metrics,
// /readyz, /status. Serves GET and HEAD from a few threads of its own, away
// from the way of calls; the pages are functions of whoever knows the answers.
class AdminListener {
 public:
  // path -> what it answers; called on the listener's threads, several at once
  using Pages = std::map<std::string, std::function<AdminPage()>>;

  // Listens on host:port; port 0 takes a free one. UnavailableError names the
  // address that could not be had. What the pages use must outlive this.
  static absl::StatusOr<std::unique_ptr<AdminListener>> Start(
      const std::string& host, uint16_t port, Pages pages);
  // Stops listening and waits for the pages that are being answered.
  ~AdminListener();
  AdminListener(const AdminListener&) = delete;
  AdminListener& operator=(const AdminListener&) = delete;

  uint16_t port() const;

 private:
  class Server;
  explicit AdminListener(std::unique_ptr<Server> server);

  std::unique_ptr<Server> server_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ADMIN_ADMIN_LISTENER_H_
