// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_ROUTER_H_
#define WAMP_ROUTER_ROUTER_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "wamp/router/id_source.h"
#include "wamp/router/options.h"
#include "wamp/router/realm.h"

namespace wampbridge::router {

// The development router's realms, without sockets, clock or thread: sessions
// (router_session.h) bring the messages. Not thread-safe: one thread owns the
// router and all its sessions, which must go before it.
class Router {
 public:
  // InvalidArgument as ValidateRouterOptions says.
  static absl::StatusOr<std::unique_ptr<Router>> Create(
      const RouterOptions& options, RandomSource random);
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  IdSource& ids() { return ids_; }
  // nullptr where there is none.
  Realm* FindRealm(std::string_view name);

  // Call timeouts: call HandleTimeout when the time has come.
  std::optional<absl::Time> PollTimeout() const;
  void HandleTimeout(absl::Time now);

 private:
  explicit Router(RandomSource random) : ids_(std::move(random)) {}

  IdSource ids_;
  std::map<std::string, std::unique_ptr<Realm>, std::less<>> realms_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_ROUTER_H_
