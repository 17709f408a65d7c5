// SPDX-License-Identifier: Apache-2.0
#include "bridge/admin/admin_listener.h"

#include <httplib.h>

#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

constexpr size_t kThreads = 4;
constexpr size_t kRequestBytesMax = 16 << 10;  // no page takes a body
constexpr time_t kTimeoutSeconds = 5;  // so that an idle peer holds no thread

std::string PathsOf(const AdminListener::Pages& pages) {
  std::string paths;
  for (const auto& [path, page] : pages) {
    absl::StrAppend(&paths, paths.empty() ? "" : ", ", path);
  }
  return paths;
}

void Answer(const AdminListener::Pages& pages, const httplib::Request& request,
            httplib::Response& response) {
  const auto found = pages.find(request.path);
  if (request.method != "GET" && request.method != "HEAD") {
    response.status = 405;
    response.set_header("Allow", "GET, HEAD");
    response.set_content("only GET and HEAD are served\n", "text/plain");
  } else if (found == pages.end()) {
    response.status = 404;
    response.set_content(
        absl::StrCat("no such page; there are ", PathsOf(pages), "\n"),
        "text/plain");
  } else {
    const AdminPage page = found->second();
    response.status = page.status;
    response.set_content(page.body, page.content_type);
  }
}

}  // namespace

class AdminListener::Server {
 public:
  explicit Server(Pages pages) : pages_(std::move(pages)) {
    http_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    http_.set_payload_max_length(kRequestBytesMax);
    http_.set_read_timeout(kTimeoutSeconds);
    http_.set_write_timeout(kTimeoutSeconds);
    http_.set_keep_alive_timeout(kTimeoutSeconds);
    // The library shares ports by default; two bridges on one would take
    // turns without anybody noticing.
    http_.set_socket_options([](socket_t socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    http_.set_pre_routing_handler(
        [this](const httplib::Request& request, httplib::Response& response) {
          Answer(pages_, request, response);
          return httplib::Server::HandlerResponse::Handled;
        });
  }

  absl::Status Listen(const std::string& host, uint16_t port) {
    port_ = port == 0 ? http_.bind_to_any_port(host)
                      : (http_.bind_to_port(host, port) ? port : -1);
    if (port_ < 0) {
      return absl::UnavailableError(absl::StrCat(
          "cannot listen on ", host, ":", port, ": ", std::strerror(errno)));
    }
    thread_ = std::thread([this] { http_.listen_after_bind(); });
    while (!http_.is_running()) std::this_thread::yield();
    return absl::OkStatus();
  }

  ~Server() {
    http_.stop();
    if (thread_.joinable()) thread_.join();
  }

  int port() const { return port_; }

 private:
  const Pages pages_;
  httplib::Server http_;
  int port_ = -1;
  std::thread thread_;
};

absl::StatusOr<std::unique_ptr<AdminListener>> AdminListener::Start(
    const std::string& host, uint16_t port, Pages pages) {
  auto server = std::make_unique<Server>(std::move(pages));
  if (auto status = server->Listen(host, port); !status.ok()) return status;
  return std::unique_ptr<AdminListener>(new AdminListener(std::move(server)));
}

AdminListener::AdminListener(std::unique_ptr<Server> server)
    : server_(std::move(server)) {}

AdminListener::~AdminListener() = default;

uint16_t AdminListener::port() const {
  return static_cast<uint16_t>(server_->port());
}

}  // namespace wampbridge::bridge
