// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_REGISTRATION_H_
#define WAMP_ROUTER_REGISTRATION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "wamp/ids.h"
#include "wamp/router/peer.h"
#include "wamp/uri.h"

namespace wampbridge::router {

// How one of several callees is chosen (advanced profile, "Shared
// Registration"). A single registration has one callee.
enum class InvokePolicy { kSingle, kRoundRobin, kRandom, kFirst, kLast };

// "single", "roundrobin", …; nullopt for anything else.
std::optional<InvokePolicy> InvokePolicyFromName(std::string_view name);
std::string_view InvokePolicyName(InvokePolicy policy);

// One procedure or pattern and the sessions that serve it.
class Registration {
 public:
  struct Callee {
    Peer* peer = nullptr;
    bool forward_timeout = false;  // CALL.timeout is the callee's to watch
  };
  struct Options {
    wamp::RegistrationId id;
    std::string uri;
    wamp::MatchPolicy match = wamp::MatchPolicy::kExact;
    InvokePolicy invoke = InvokePolicy::kSingle;
    absl::Time created = absl::UnixEpoch();
  };

  explicit Registration(Options options) : options_(std::move(options)) {}

  wamp::RegistrationId id() const { return options_.id; }
  const std::string& uri() const { return options_.uri; }
  wamp::MatchPolicy match() const { return options_.match; }
  InvokePolicy invoke() const { return options_.invoke; }
  absl::Time created() const { return options_.created; }
  const std::vector<Callee>& callees() const { return callees_; }
  bool empty() const { return callees_.empty(); }

  // The callees must be removed before they go.
  void Add(Callee callee) { callees_.push_back(callee); }
  void Remove(const Peer& peer);

  // Who gets the next call, or one that `tried` could not take: the policy goes
  // on as though they were not there, and nullptr means that nobody is left.
  // `random` decides where the policy says so.
  const Callee* Choose(uint64_t random,
                       const std::set<wamp::SessionId>& tried = {});

 private:
  // The place of the first to ask.
  size_t First(uint64_t random) const;

  const Options options_;
  std::vector<Callee> callees_;  // in the order in which they came
  size_t next_ = 0;              // round robin
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_REGISTRATION_H_
