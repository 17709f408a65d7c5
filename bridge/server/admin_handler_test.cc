// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/admin_handler.h"

#include "bridge/server/server_fixture.h"

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class AdminHandlerTest : public ServerTest {
 protected:
  AdminHandlerTest() {
    // Rules let everyone administer, where a test does not say others.
    access_.mutable_callers()->set_insecure_any(false);
    access_.mutable_callers()->add_rules()->set_admin(true);
  }

  template <typename Request, typename Response>
  using Method = grpc::Status (v1::WampBridgeAdmin::Stub::*)(
      grpc::ClientContext*, const Request&, Response*);

  template <typename Request, typename Response>
  Seen Ask(Method<Request, Response> method, const Request& request,
           Response* response) {
    grpc::ClientContext context;
    const auto stub = v1::WampBridgeAdmin::NewStub(channel());
    return SeenOf(context, ((*stub).*method)(&context, request, response));
  }

  Seen AskStatus() {
    return Ask(&v1::WampBridgeAdmin::Stub::GetStatus, v1::GetStatusRequest(),
               &status_);
  }

  // One that has two sessions, at a router that says what is no UTF-8.
  void SetPool() {
    PoolSnapshot snapshot;
    snapshot.identity = "orders";
    snapshot.router = "main";
    snapshot.state = "joined";
    snapshot.joins = 3;
    snapshot.sessions.resize(2);
    snapshot.sessions[0].id = wamp::SessionId{11};
    snapshot.sessions[0].places = "call publish";
    snapshot.sessions[0].round_trip = absl::Microseconds(250);
    snapshot.sessions[1].id = wamp::SessionId{12};
    snapshot.sessions[1].places = "own";
    snapshot.welcome.details = wamp::Dict{{"authid", "jo\xff"}};
    pool().SetSnapshot(snapshot);
  }

  v1::GetStatusResponse status_;
};

TEST_F(AdminHandlerTest, StatusTellsOfEachIdentity) {
  SetPool();
  Serve();
  EXPECT_TRUE(AskStatus().status.ok());
  ASSERT_EQ(status_.identities_size(), 1);
  EXPECT_EQ(status_.identities(0).name(), "orders");
  EXPECT_EQ(status_.identities(0).state(), "joined");
  EXPECT_EQ(status_.identities(0).authid(), "jo?");
  EXPECT_EQ(status_.identities(0).sessions(), 2u);
  EXPECT_EQ(status_.identities(0).joins(), 3u);
  EXPECT_EQ(status_.calls_in_flight(), 0u);
}

TEST_F(AdminHandlerTest, SessionsAreThoseOfTheIdentityThatIsAsked) {
  SetPool();
  Serve();
  v1::ListSessionsRequest request;
  v1::ListSessionsResponse all;
  const auto method = &v1::WampBridgeAdmin::Stub::ListSessions;
  EXPECT_TRUE(Ask(method, request, &all).status.ok());
  ASSERT_EQ(all.sessions_size(), 2);
  EXPECT_EQ(all.sessions(0).session_id(), 11u);
  EXPECT_THAT(all.sessions(0).places(), ElementsAre("call", "publish"));
  EXPECT_EQ(all.sessions(0).round_trip().nanos(), 250'000);
  EXPECT_FALSE(all.sessions(1).has_round_trip());
  request.set_identity("reports");
  v1::ListSessionsResponse none;
  EXPECT_TRUE(Ask(method, request, &none).status.ok());
  EXPECT_EQ(none.sessions_size(), 0);
}

TEST_F(AdminHandlerTest, AnswersWhereThereIsNoRoomForCalls) {
  rpc_limits_.in_flight = 0;
  Serve();
  EXPECT_TRUE(AskStatus().status.ok());
}

TEST_F(AdminHandlerTest, NobodyIsLocalWhereEveryoneIsLetIn) {
  access_.mutable_callers()->clear_rules();
  access_.mutable_callers()->set_insecure_any(true);
  Serve();
  EXPECT_EQ(AskStatus().status.error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(AdminHandlerTest, CallerWithoutTheRightIsDenied) {
  auto& rule = *access_.mutable_callers()->mutable_rules(0);
  rule.add_identities("orders");
  rule.set_admin(false);
  Serve();
  const Seen seen = AskStatus();
  EXPECT_EQ(seen.status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(seen.status.error_message(), HasSubstr("admin: true"));
}

TEST_F(AdminHandlerTest, RuleWithoutAnIdentityLetsOnlyLookOn) {
  Serve();
  EXPECT_TRUE(AskStatus().status.ok());
  const Seen seen = StartCall(CallOf("com.shop"))->Wait();
  EXPECT_EQ(seen.status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(seen.status.error_message(), HasSubstr("names an identity"));
}

}  // namespace
}  // namespace wampbridge::bridge
