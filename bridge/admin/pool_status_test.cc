// SPDX-License-Identifier: Apache-2.0
#include "bridge/admin/pool_status.h"

#include <nlohmann/json.hpp>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(PoolStatusTest, LivePoolShowsItsSessionsAndWhoItIs) {
  PoolSnapshot pool;
  pool.identity = "orders";
  pool.router = "main";
  pool.realm = "realm1";
  pool.live = true;
  pool.state = "joined";
  const wamp::Dict features = {{"call_timeout", true}, {"call_reroute", false}};
  pool.welcome.details = {
      {"authid", "joe"},
      {"agent", "Crossbar.io"},
      {"roles", wamp::Dict{{"dealer", wamp::Dict{{"features", features}}}}}};
  PoolSnapshot::Session session;
  session.id = {42};
  session.url = "ws://router:8080/ws";
  session.places = "call publish";
  session.in_flight = 3;
  session.joined = absl::FromUnixSeconds(0);
  pool.sessions.push_back(session);
  EXPECT_EQ(PoolStatus(pool), nlohmann::json::parse(R"({
    "name": "orders", "router": "main", "realm": "realm1", "live": true,
    "state": "joined", "waiters": 0, "authid": "joe",
    "router_agent": "Crossbar.io",
    "features": {"dealer": ["call_timeout"]},
    "sessions": [{"session_id": 42, "url": "ws://router:8080/ws",
      "serializer": "json", "places": "call publish", "in_flight": 3,
      "late_answers": 0, "joined": "1970-01-01T00:00:00Z"}]})"));
}

TEST(PoolStatusTest, RefusedPoolSaysWhyAndWhenNext) {
  PoolSnapshot pool;
  pool.last_error = "wamp.error.not_authorized";
  pool.next_attempt = absl::FromUnixSeconds(60);
  pool.waiters = 2;
  const nlohmann::json status = PoolStatus(pool);
  EXPECT_EQ(status["last_error"], "wamp.error.not_authorized");
  EXPECT_EQ(status["next_attempt"], "1970-01-01T00:01:00Z");
  EXPECT_EQ(status["waiters"], 2);
  EXPECT_TRUE(status["sessions"].empty());
}

}  // namespace
}  // namespace wampbridge::bridge
