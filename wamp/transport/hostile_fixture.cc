// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/hostile_fixture.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace wampbridge::transport {

HostileRouterTest::HostileRouterTest() {
  dial_.serializers = {wamp::Serializer::kJson};
  dial_.connect_timeout = absl::Seconds(30);
  session_.realm = "realm1";
  session_.authmethods = {"anonymous"};
}

void HostileRouterTest::TearDown() {
  if (client_ == nullptr) return;
  if (!lost_) {
    client_->Close(absl::CancelledError("the test is over"));
    TakeLost();
  }
  router_.reset();
  const std::weak_ptr<ClientConnection> gone = std::exchange(client_, nullptr);
  while (!gone.expired()) Settle();  // a leak shows as a test without end
}

std::string HostileRouterTest::Url(std::string_view scheme) const {
  return absl::StrCat(std::string(scheme), "://127.0.0.1:", listener_.port(),
                      scheme == "ws" ? "/ws" : "");
}

void HostileRouterTest::Dial(std::string_view scheme) {
  dial_.url =
      absl::StrCat(std::string(scheme), "://127.0.0.1:", listener_.port(),
                   scheme == "ws" ? "/ws" : "");
  DialUrl();
}

void HostileRouterTest::DialUrl() {
  client_ = ClientConnection::Create(io_.loop(0), dial_, session_, &probe_);
  client_->Start();
}

RawPeer& HostileRouterTest::Accept() {
  router_.reset();
  router_.emplace(listener_.Accept());
  return *router_;
}

void HostileRouterTest::JoinRawSocket() {
  Dial("tcp");
  Accept();
  const std::string request = router().Read(4);
  router().Write(std::string("\x7F", 1) +
                 static_cast<char>(0xF0 | (request[1] & 0x0F)) +
                 std::string(2, '\0'));
  ReadRawSocketFrame(router());
  router().Write(RawSocketFrame(0, kWelcome));
  probe_.joined.Take();
}

void HostileRouterTest::JoinWebSocket() {
  Dial("ws");
  Accept();
  router().Write(SwitchingProtocols(ReadHttpRequest(router()), "wamp.2.json"));
  ReadWebSocketFrame(router());
  router().Write(WebSocketFrame(0x81, kWelcome));
  probe_.joined.Take();
}

wamp::SessionLost HostileRouterTest::TakeLost() {
  wamp::SessionLost lost = probe_.lost.Take();
  lost_ = true;
  Settle();
  EXPECT_EQ(probe_.lost.size(), 0u) << "lost twice";
  EXPECT_EQ(client_->pending_requests(), 0u);
  return lost;
}

std::string HostileRouterTest::TakeLossWords() {
  const wamp::SessionLost lost = TakeLost();
  EXPECT_EQ(lost.by, wamp::SessionLost::By::kTransport);
  EXPECT_TRUE(lost.joined);
  return std::string(lost.cause.message());
}

absl::Status HostileRouterTest::TakeDialError() {
  const wamp::SessionLost lost = TakeLost();
  EXPECT_EQ(lost.by, wamp::SessionLost::By::kTransport);
  EXPECT_FALSE(lost.joined);
  EXPECT_EQ(probe_.joined.size(), 0u);
  return lost.cause;
}

std::string HostileRouterTest::LossWords(std::string_view why) const {
  return absl::StrCat("the connection to ", url(),
                      " was lost: ", std::string(why));
}

absl::StatusOr<wamp::RequestId> HostileRouterTest::Call(RequestProbe* probe,
                                                        size_t payload_bytes) {
  const std::string args =
      absl::StrCat("[\"", std::string(payload_bytes, 'x'), "\"]");
  const auto call =
      wamp::EncodeCall(client_->serializer(), {}, "com.example.add",
                       wamp::EncodedPayload{.args = args});
  if (!call.ok()) return call.status();
  return client_->Call(*call, probe);
}

size_t HostileRouterTest::CloseBehindAFullSocket() {
  std::vector<std::unique_ptr<RequestProbe>> calls;
  for (;;) {
    auto call = std::make_unique<RequestProbe>();
    if (!Call(call.get(), 64 << 10).ok()) break;
    calls.push_back(std::move(call));
  }
  client_->Close(absl::CancelledError("enough"));
  TakeLost();
  size_t handed = 0;
  for (const auto& call : calls) {
    const bool yes = call->lost.Take() == wamp::Handed::kYes;
    EXPECT_EQ(call->lost.size(), 0u);
    if (yes) ++handed;
    EXPECT_EQ(yes, handed > 0 && call == calls[handed - 1])
        << "a request behind one that was not handed over";
  }
  EXPECT_LT(handed, calls.size());
  return handed;
}

void HostileRouterTest::Settle() {
  Mailbox<bool> done;
  io_.loop(0).Post([&] { done.Put(true); });
  done.Take();
}

}  // namespace wampbridge::transport
