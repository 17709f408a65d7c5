// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_SESSION_FIXTURE_H_
#define WAMP_SESSION_FIXTURE_H_

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "wamp/message.h"
#include "wamp/message_codec.h"
#include "wamp/session.h"
#include "wamp/session_event.h"
#include "wamp/session_table.h"

namespace wampbridge::wamp {

// A session under test: the test is its router and its driver. Time stands
// still at `now` but for what a test adds to it.
class SessionTest : public ::testing::Test {
 protected:
  static SessionOptions Options();
  // Ids of what BringTo(kEstablished) leaves behind.
  static constexpr SubscriptionId kSubscription{501};
  static constexpr RegistrationId kRegistration{601};

  void Make(SessionOptions options = Options());
  Session& session() { return *session_; }

  // Makes a session and leads it into `state`, with nothing left to poll.
  void BringTo(SessionState state, SessionOptions options = Options());
  // Joined, with a router that announces what calls can make use of.
  void Establish(SessionOptions options = Options());
  // With kSubscription and kRegistration made.
  void EstablishWithBoth();
  static Welcome RouterWelcome();

  void Give(Message message) {
    session_->HandleMessage(std::move(message), now);
  }
  RequestId Call(RequestTag tag = nullptr, const Dict& options = {});
  EncodedRequest EncodedCall(const Dict& options = {},
                             std::string_view args = {});

  // All that the session has to write, parsed and consumed.
  std::vector<Message> Sent();
  std::vector<SessionEvent> Events();

  // The only message sent, or the only event raised, which must be a T.
  template <typename T>
  T SentOne() {
    return One<T>(Sent());
  }
  template <typename T>
  T EventOne() {
    return One<T>(Events());
  }
  void ExpectQuiet();
  // The session ended: the last event says so by `by`, and nothing follows.
  SessionLost ExpectLost(SessionLost::By by);
  // … by our ABORT wamp.error.protocol_violation whose text contains `text`.
  void ExpectViolation(std::string_view text);

  const absl::Time now = absl::UnixEpoch();

 private:
  template <typename T, typename Variant>
  static T One(std::vector<Variant> all) {
    EXPECT_EQ(all.size(), 1u);
    if (all.empty()) return T{};
    T* wanted = std::get_if<T>(&all.front());
    EXPECT_NE(wanted, nullptr) << "index " << all.front().index();
    return wanted == nullptr ? T{} : std::move(*wanted);
  }

  std::unique_ptr<Session> session_;
  Framing framing_ = Framing::kMessage;
  Serializer serializer_ = Serializer::kJson;
  std::deque<std::string> octets_;  // under the views of Sent()
};

// "text" of [ABORT, {"message": "text"}, …].
std::string AbortText(const Abort& abort);

}  // namespace wampbridge::wamp

#endif  // WAMP_SESSION_FIXTURE_H_
