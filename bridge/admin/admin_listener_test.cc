// SPDX-License-Identifier: Apache-2.0
#include "bridge/admin/admin_listener.h"

#include <httplib.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using testing::HasSubstr;

std::unique_ptr<AdminListener> Serve() {
  return AdminListener::Start(
             "127.0.0.1", 0,
             {{"/healthz",
               [] {
                 return AdminPage{200, "text/plain", "ok\n"};
               }},
              {"/readyz",
               [] {
                 return AdminPage{503, "text/plain", "not yet\n"};
               }}})
      .value();
}

TEST(AdminListenerTest, AnswersItsPages) {
  const auto listener = Serve();
  httplib::Client client("127.0.0.1", listener->port());
  const auto health = client.Get("/healthz");
  ASSERT_TRUE(health);
  EXPECT_EQ(health->status, 200);
  EXPECT_EQ(health->body, "ok\n");
  EXPECT_EQ(client.Get("/readyz")->status, 503);
}

TEST(AdminListenerTest, UnknownPageNamesThoseThereAre) {
  const auto listener = Serve();
  const auto answer =
      httplib::Client("127.0.0.1", listener->port()).Get("/metricz");
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->body, "no such page; there are /healthz, /readyz\n");
}

TEST(AdminListenerTest, OtherMethodsAreRefused) {
  const auto listener = Serve();
  const auto answer = httplib::Client("127.0.0.1", listener->port())
                          .Post("/healthz", "x", "text/plain");
  EXPECT_EQ(answer->status, 405);
  EXPECT_EQ(answer->get_header_value("Allow"), "GET, HEAD");
}

TEST(AdminListenerTest, PortInUseIsNamed) {
  const auto listener = Serve();
  const auto second = AdminListener::Start("127.0.0.1", listener->port(), {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(
      std::string(second.status().message()),
      HasSubstr(std::to_string(listener->port()) + ": Address already in use"));
}

}  // namespace
}  // namespace wampbridge::bridge
