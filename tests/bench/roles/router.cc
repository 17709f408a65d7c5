// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/router.h"

#include <memory>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/roles/roles.h"
#include "wamp/router/options.h"
#include "wamp/router/router_connection.h"
#include "wamp/transport/io_threads.h"
#include "wamp/transport/listener.h"

namespace wampbridge::bench {
namespace {

constexpr absl::Duration kJoinTime = absl::Seconds(30);
constexpr size_t kConnectionsMax = 100'000;
constexpr size_t kQueueBytesMax = size_t{1} << 30;

}  // namespace

// The embedded router, with TLS too, on one thread. Call timeouts are nobody's
// business here.
absl::Status RunRouter(const Arguments& arguments) {
  std::mt19937_64 random(1);
  auto router = router::Router::Create(router::OpenRouterOptions(),
                                       [&random] { return random(); });
  if (!router.ok()) return router.status();
  transport::IoThreads io(1);
  transport::ListenOptions options;
  options.url = arguments.Text("listen");
  options.cert_file = arguments.Text("cert");
  options.key_file = arguments.Text("key");
  options.connections_max = kConnectionsMax;
  options.write_buffer_bytes = kQueueBytesMax;
  const auto listener = transport::Listener::Listen(
      io, options,
      [&](std::shared_ptr<transport::ServerConnection> connection) {
        return std::make_shared<router::RouterConnection>(
            router::RouterConnection::Options{
                .router = router->get(),
                .loop = &io.loop(0),
                .join_timeout = kJoinTime,
                .on_activity = [] {},
                .on_gone = [](router::RouterConnection*) {}},
            std::move(connection));
      });
  if (!listener.ok()) return listener.status();
  Tell(absl::StrCat("ready ", (*listener)->url()));
  AwaitEnd();
  io.Stop();
  return absl::OkStatus();
}

}  // namespace wampbridge::bench
