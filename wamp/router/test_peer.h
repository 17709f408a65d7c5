// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_TEST_PEER_H_
#define WAMP_ROUTER_TEST_PEER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "wamp/router/options.h"
#include "wamp/router/peer.h"
#include "wamp/router/recording_sink.h"
#include "wamp/router/role.h"
#include "wamp/serializer.h"

namespace wampbridge::router {

struct TestPeerOptions {
  uint64_t session = 1;
  std::string authid = "joe";
  std::string authrole = "shop";
  wamp::Serializer serializer = wamp::Serializer::kJson;
  // Of every role.
  std::vector<std::string> features = {"progressive_call_results",
                                       "call_canceling"};
  std::vector<RuleOptions> rules = {
      {.uri = "**",
       .allow = {Action::kCall, Action::kRegister, Action::kPublish,
                 Action::kSubscribe},
       .disclose = false}};
};

// A joined session in a test: what is sent to it stands in `sink`.
struct TestPeer {
  explicit TestPeer(const TestPeerOptions& options)
      : role(*Role::Create(options.authrole, options.rules)),
        sink(options.serializer),
        peer(MakePeerOptions(options)) {}

  // What `json` is in this peer's serializer.
  std::string Encode(std::string_view json) const {
    return Encoded(peer.serializer(), json);
  }
  std::string Decode(std::string_view octets) const {
    return AsJson(peer.serializer(), octets);
  }

  Role role;
  RecordingSink sink;
  Peer peer;

 private:
  PeerOptions MakePeerOptions(const TestPeerOptions& options) {
    wamp::Dict features;
    for (const std::string& feature : options.features) {
      features.Set(feature, true);
    }
    const wamp::Dict role_dict = {{"features", features}};
    return {.session = wamp::SessionId{options.session},
            .authid = options.authid,
            .role = &role,
            .serializer = options.serializer,
            .roles = {{"caller", role_dict},
                      {"callee", role_dict},
                      {"publisher", role_dict},
                      {"subscriber", role_dict}},
            .sink = &sink};
  }
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_TEST_PEER_H_
