// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_PEER_H_
#define WAMP_ROUTER_PEER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/ids.h"
#include "wamp/message.h"
#include "wamp/router/message_sink.h"
#include "wamp/router/role.h"
#include "wamp/serializer.h"
#include "wamp/value.h"

namespace wampbridge::router {

struct PeerOptions {
  wamp::SessionId session;
  std::string authid;
  const Role* role = nullptr;  // never null; outlives the peer
  wamp::Serializer serializer = wamp::Serializer::kJson;
  wamp::Dict roles;             // HELLO.Details.roles
  MessageSink* sink = nullptr;  // outlives the peer
};

// A joined session as the broker and the dealer see it: who it is, what it
// announced, and the way to it. It decides nothing.
class Peer {
 public:
  explicit Peer(PeerOptions options) : options_(std::move(options)) {}
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  wamp::SessionId session() const { return options_.session; }
  const std::string& authid() const { return options_.authid; }
  const Role& role() const { return *options_.role; }
  wamp::Serializer serializer() const { return options_.serializer; }

  // Whether HELLO announced `feature` for `role` ("callee", …).
  bool Announces(std::string_view role, std::string_view feature) const;

  // Encodes and queues. Nothing is queued where the message is larger than the
  // peer takes (ResourceExhausted) or cannot be said in its serializer
  // (InvalidArgument). Of the router's own small messages the answer may be
  // ignored.
  absl::Status Send(const wamp::Message& message);
  absl::Status SendEncoded(std::string_view message);

  // ERROR that answers a request of this peer, with `text` as its argument.
  void SendError(wamp::MessageType type, wamp::RequestId request,
                 std::string_view uri, std::string_view text);

  // Invocations towards this peer are numbered from 1 (basic profile, "IDs").
  wamp::RequestId NextInvocation();
  // The last number was not used after all: nothing was sent.
  void TakeBackInvocation() { --last_invocation_; }
  bool WasInvoked(wamp::RequestId invocation) const {
    return invocation.value <= last_invocation_;
  }

 private:
  const PeerOptions options_;
  uint64_t last_invocation_ = 0;
};

// Sets the keys by which `peer` is told to others: prefix ("publisher",
// "caller") is its session, with _authid and _authrole the rest.
void Disclose(const Peer& peer, std::string_view prefix, wamp::Dict* details);

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_PEER_H_
