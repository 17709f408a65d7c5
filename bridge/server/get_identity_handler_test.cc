// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/get_identity_handler.h"

#include "bridge/server/server_fixture.h"

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;

class GetIdentityHandlerTest : public ServerTest {
 protected:
  Seen Ask(const std::string& name = "") {
    v1::GetIdentityRequest request;
    request.set_identity(name);
    grpc::ClientContext context;
    const grpc::Status status =
        stub().GetIdentity(&context, request, &response_);
    return SeenOf(context, status);
  }

  v1::GetIdentityResponse response_;
};

TEST_F(GetIdentityHandlerTest, LiveIdentityTellsWhatTheRouterSaid) {
  PoolSnapshot snapshot;
  snapshot.live = true;
  snapshot.sessions.resize(2);
  snapshot.welcome.details = wamp::Dict{
      {"authid", "joe"},
      {"authrole", "staff"},
      {"agent", "Router-1.0"},
      {"roles",
       wamp::Dict{{"broker", wamp::Dict{{"features",
                                         wamp::Dict{{"event_retention", true},
                                                    {"sharding", false}}}}}}}};
  pool().SetSnapshot(snapshot);
  Serve();
  session().SetMessageBytesMax(65536);
  EXPECT_TRUE(Ask().status.ok());
  EXPECT_EQ(response_.identity(), "orders");
  EXPECT_EQ(response_.realm(), "realm1");
  EXPECT_EQ(response_.state(), v1::IDENTITY_STATE_READY);
  EXPECT_EQ(response_.authid(), "joe");
  EXPECT_EQ(response_.authrole(), "staff");
  EXPECT_EQ(response_.router_agent(), "Router-1.0");
  EXPECT_THAT(response_.features().at("broker").names(),
              ElementsAre("event_retention"));
  EXPECT_EQ(response_.sessions(), 2u);
  EXPECT_EQ(response_.limits().wamp_message_bytes_max(), 65536u);
}

TEST_F(GetIdentityHandlerTest, LimitsAreTheConfigurations) {
  Serve();
  EXPECT_TRUE(Ask().status.ok());
  const v1::Limits& limits = response_.limits();
  const ServingLimits defaults;
  EXPECT_EQ(limits.call_timeout().seconds(),
            absl::ToInt64Seconds(defaults.call_timeout));
  EXPECT_EQ(limits.call_timeout_max().seconds(),
            absl::ToInt64Seconds(defaults.call_timeout_max));
  EXPECT_EQ(limits.grpc_message_bytes_max(), defaults.grpc_message_bytes_max);
  EXPECT_EQ(limits.topics_per_stream_max(), defaults.topics_per_stream);
  EXPECT_EQ(limits.procedures_per_stream_max(), defaults.procedures_per_stream);
  EXPECT_EQ(limits.queue_events_max(), defaults.queue_events_ceiling);
  EXPECT_EQ(limits.queue_bytes_max(), defaults.queue_octets_ceiling);
}

TEST_F(GetIdentityHandlerTest, IdentityWithoutASessionTellsWhy) {
  PoolSnapshot snapshot;
  snapshot.refused = true;
  snapshot.last_error = "cannot join realm1: wamp.error.no_such_realm";
  pool().SetSnapshot(snapshot);
  ServeWithoutSession();
  EXPECT_TRUE(Ask("orders").status.ok());
  EXPECT_EQ(response_.state(), v1::IDENTITY_STATE_REFUSED);
  EXPECT_EQ(response_.state_reason(),
            "cannot join realm1: wamp.error.no_such_realm");
}

TEST_F(GetIdentityHandlerTest, UnknownIdentityIsRejected) {
  Serve();
  const Seen seen = Ask("nobody");
  EXPECT_EQ(seen.status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(seen.outcome, "REJECTED");
}

}  // namespace
}  // namespace wampbridge::bridge
