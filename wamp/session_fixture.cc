// SPDX-License-Identifier: Apache-2.0
#include "wamp/session_fixture.h"

#include "wamp/message_codec.h"

namespace wampbridge::wamp {

SessionOptions SessionTest::Options() {
  SessionOptions options;
  options.realm = "realm1";
  options.agent = "test";
  options.authmethods = {"ticket", "wampcra"};
  options.authid = "joe";
  return options;
}

void SessionTest::Make(SessionOptions options) {
  framing_ = options.framing;
  serializer_ = options.serializer;
  session_ = std::make_unique<Session>(std::move(options));
}

Welcome SessionTest::RouterWelcome() {
  const Dict features{{"call_canceling", true},
                      {"progressive_call_results", true},
                      {"progressive_call_invocations", true}};
  return {SessionId{1001},
          Dict{{"roles", Dict{{"broker", Dict{}},
                              {"dealer", Dict{{"features", features}}}}},
               {"authmethod", "ticket"}}};
}

void SessionTest::BringTo(SessionState state, SessionOptions options) {
  Make(std::move(options));
  if (state == SessionState::kIdle) return;
  session_->Join(now);
  if (state == SessionState::kAuthenticating) Give(Challenge{"ticket"});
  if (state == SessionState::kClosed) {
    session_->HandleConnectionLost(absl::UnavailableError("gone"));
  }
  if (state == SessionState::kEstablished || state == SessionState::kClosing) {
    Give(RouterWelcome());
  }
  if (state == SessionState::kClosing) {
    ASSERT_TRUE(session_->Leave("wamp.close.close_realm", now).ok());
  }
  Sent();
  Events();
}

void SessionTest::Establish(SessionOptions options) {
  BringTo(SessionState::kEstablished, std::move(options));
}

void SessionTest::EstablishWithBoth() {
  Establish();
  const auto subscribed = session_->Subscribe(
      EncodeSubscribe(serializer_, {}, "com.topic").value(), nullptr);
  const auto registered = session_->Register(
      EncodeRegister(serializer_, {}, "com.procedure").value(), nullptr);
  ASSERT_TRUE(subscribed.ok() && registered.ok());
  Give(Subscribed{*subscribed, kSubscription});
  Give(Registered{*registered, kRegistration});
  Sent();
  Events();
}

EncodedRequest SessionTest::EncodedCall(const Dict& options,
                                        std::string_view args) {
  return EncodeCall(serializer_, options, "com.procedure",
                    {.args = std::string(args)})
      .value();
}

RequestId SessionTest::Call(RequestTag tag, const Dict& options) {
  const auto id = session_->Call(EncodedCall(options), tag);
  EXPECT_TRUE(id.ok()) << id.status();
  return id.value_or(RequestId{});
}

std::vector<Message> SessionTest::Sent() {
  std::vector<Message> messages;
  while (!session_->PollTransmit().empty()) {
    std::string_view waiting = session_->PollTransmit();
    size_t taken = waiting.size();
    if (framing_ == Framing::kRawSocket) {
      const auto octet = [&](int i) {
        return static_cast<size_t>(static_cast<unsigned char>(waiting[i]));
      };
      const size_t length = octet(1) << 16 | octet(2) << 8 | octet(3);
      waiting = waiting.substr(4, length);
      taken = 4 + length;
    }
    const std::string& kept = octets_.emplace_back(waiting);
    auto message = ParseMessage(serializer_, kept);
    EXPECT_TRUE(message.ok()) << message.status() << ": " << kept;
    session_->ConsumeTransmit(taken);
    if (message.ok()) messages.push_back(*std::move(message));
  }
  return messages;
}

std::vector<SessionEvent> SessionTest::Events() {
  std::vector<SessionEvent> events;
  while (auto event = session_->PollEvent()) {
    events.push_back(*std::move(event));
  }
  return events;
}

void SessionTest::ExpectQuiet() {
  EXPECT_TRUE(Sent().empty());
  EXPECT_TRUE(Events().empty());
}

SessionLost SessionTest::ExpectLost(SessionLost::By by) {
  EXPECT_TRUE(session_->closed());
  EXPECT_EQ(session_->PollTimeout(), std::nullopt);
  std::vector<SessionEvent> events = Events();
  const SessionLost* lost =
      events.empty() ? nullptr : std::get_if<SessionLost>(&events.back());
  if (lost == nullptr) {
    ADD_FAILURE() << "the session is not lost";
    return {};
  }
  EXPECT_EQ(lost->by, by);
  EXPECT_FALSE(lost->cause.ok());
  return *lost;
}

void SessionTest::ExpectViolation(std::string_view text) {
  const auto abort = SentOne<Abort>();
  EXPECT_EQ(abort.reason, "wamp.error.protocol_violation");
  EXPECT_NE(AbortText(abort).find(text), std::string::npos) << AbortText(abort);
  const SessionLost lost = ExpectLost(SessionLost::By::kViolation);
  EXPECT_NE(std::string(lost.cause.message()).find(text), std::string::npos)
      << lost.cause;
}

std::string AbortText(const Abort& abort) {
  return abort.details.TextAt("message");
}

}  // namespace wampbridge::wamp
