// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/status_table.h"

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(StatusTableTest, IdentitiesAndSessionsAreAligned) {
  const auto table = StatusTable(R"({
    "version": "0.1.0", "ready": true, "warnings": [],
    "memory": {"resident_bytes": 4096},
    "identities": [
      {"name": "orders", "router": "main", "realm": "realm1",
       "state": "joined", "live": true, "waiters": 0, "authid": "joe",
       "sessions": [{"session_id": 9007199254740992, "url": "ws://r/ws",
         "serializer": "cbor", "places": "call publish", "in_flight": 3,
         "late_answers": 0, "joined": "1970-01-01T00:00:00Z"}]},
      {"name": "lim", "state": "waiting", "last_error": "no", "sessions":
       [], "next_attempt": "1970-01-01T00:01:00Z"}]})");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(*table, R"(version                0.1.0
ready                  true
memory.resident_bytes  4096

orders: joined
  router      main
  realm       realm1
  authid      joe
  authrole    -
  authmethod  -
  agent       -
  waiters     0
  SESSION           URL        SERIALIZER  PLACES        IN FLIGHT  ROUND TRIP MS  JOINED
  9007199254740992  ws://r/ws  cbor        call publish  3          -              1970-01-01T00:00:00Z

lim: waiting
  router      -
  realm       -
  authid      -
  authrole    -
  authmethod  -
  agent       -
  waiters     -
  last error: no
  next attempt: 1970-01-01T00:01:00Z
)");
}

TEST(StatusTableTest, OtherJsonIsNoReasonToFall) {
  EXPECT_EQ(*StatusTable("{}"), "");
  EXPECT_EQ(*StatusTable(R"({"identities": [1, {"sessions": [2]}]})"),
            R"(
-: -
  router      -
  realm       -
  authid      -
  authrole    -
  authmethod  -
  agent       -
  waiters     -
  SESSION  URL  SERIALIZER  PLACES  IN FLIGHT  ROUND TRIP MS  JOINED
)");
  EXPECT_EQ(StatusTable("not json").status().message(),
            "/status is not a JSON object");
  EXPECT_FALSE(StatusTable("[]").ok());
}

}  // namespace
}  // namespace wampbridge::bridge
