// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_DEALER_FIXTURE_H_
#define WAMP_ROUTER_DEALER_FIXTURE_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "wamp/message.h"
#include "wamp/router/dealer.h"
#include "wamp/router/id_source.h"
#include "wamp/router/test_peer.h"
#include "wamp/value.h"

namespace wampbridge::router {

// A dealer with a callee, a caller, and a peer that announces nothing.
class DealerTest : public testing::Test {
 protected:
  void Register(TestPeer& peer, const std::string& procedure,
                wamp::Dict options = {}) {
    dealer_.HandleRegister(
        peer.peer,
        {.request = {1}, .options = std::move(options), .procedure = procedure},
        now_);
    peer.sink.Take<wamp::Registered>();
  }
  void Call(TestPeer& peer, uint64_t request, wamp::Dict options = {},
            const std::string& procedure = "com.add",
            const std::string& args = "[2,3]") {
    const std::string encoded = peer.Encode(args);
    EXPECT_TRUE(dealer_
                    .HandleCall(peer.peer,
                                {.request = {request},
                                 .options = std::move(options),
                                 .procedure = procedure,
                                 .payload = {.args = encoded}},
                                now_)
                    .ok());
  }
  // A CALL by a session that announced it, which need not be new.
  absl::Status Chunk(TestPeer& peer, uint64_t request, wamp::Dict options,
                     const std::string& args = "[1]") {
    const std::string encoded = peer.Encode(args);
    return dealer_.HandleChunk(peer.peer, {.request = {request},
                                           .options = std::move(options),
                                           .procedure = "com.add",
                                           .payload = {.args = encoded}});
  }
  absl::Status Yield(TestPeer& peer, uint64_t invocation,
                     wamp::Dict options = {}, const std::string& args = "[5]") {
    const std::string encoded = peer.Encode(args);
    return dealer_.HandleYield(peer.peer,
                               {.request = {invocation},
                                .options = std::move(options),
                                .payload = {.args = encoded}},
                               now_);
  }
  absl::Status Error(TestPeer& peer, uint64_t invocation,
                     const std::string& uri, const std::string& args = "[]") {
    return dealer_.HandleError(peer.peer,
                               {.request_type = wamp::MessageType::kInvocation,
                                .request = {invocation},
                                .error = uri,
                                .payload = {.args = args}});
  }
  absl::Status Cancel(TestPeer& peer, uint64_t request, const char* mode) {
    return dealer_.HandleCancel(
        peer.peer, {.request = {request}, .options = {{"mode", mode}}});
  }

  absl::Time now_ = absl::FromUnixSeconds(1'000'000'000);
  uint64_t random_ = 0;
  IdSource ids_{[this] { return random_++; }};
  Dealer dealer_{&ids_};
  TestPeer callee_{{.session = 1, .authid = "callee"}};
  TestPeer caller_{{.session = 2, .authid = "ann", .authrole = "office"}};
  TestPeer plain_{{.session = 3, .features = {}}};
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_DEALER_FIXTURE_H_
