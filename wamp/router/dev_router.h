// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_DEV_ROUTER_H_
#define WAMP_ROUTER_DEV_ROUTER_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "wamp/router/options.h"

namespace wampbridge::router {

enum class Samples { kNone, kServe };

struct DevRouterOptions {
  RouterOptions router;
  // Whether the sample procedures and the ticks of sample_client.h are there,
  // in every realm.
  Samples samples = Samples::kNone;
  // Lines for people: that this router is for development, and where it
  // listens. Called before Start returns. May be empty.
  std::function<void(std::string_view)> log;
};

// A WAMP router inside this process, for trying out and for tests: it keeps
// nothing, knows no TLS and serves from one thread. Everything of it lives on
// that thread; the methods may be called from any other.
//
//   auto router = DevRouter::Start({.router = OpenRouterOptions()});
//   dial.url = (*router)->urls().front();
class DevRouter {
 public:
  // InvalidArgument: the options are wrong; Unavailable: an address cannot be
  // taken.
  static absl::StatusOr<std::unique_ptr<DevRouter>> Start(
      const DevRouterOptions& options);
  ~DevRouter();  // as Stop
  DevRouter(const DevRouter&) = delete;
  DevRouter& operator=(const DevRouter&) = delete;

  // As they were given, with the ports that were taken.
  const std::vector<std::string>& urls() const { return urls_; }
  int port(size_t listener = 0) const { return ports_[listener]; }

  // Says GOODBYE to everybody, waits for the answers at most a second, closes
  // and ends the thread. At most three seconds.
  void Stop();
  // As a router that dies: every connection is dropped at once.
  void Kill();

 private:
  class Service;  // what lives on the router's thread

  DevRouter() = default;

  enum class Ending { kGoodbye, kReset };
  void End(Ending ending);

  std::unique_ptr<Service> service_;
  std::vector<std::string> urls_;
  std::vector<int> ports_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_DEV_ROUTER_H_
