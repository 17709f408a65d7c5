// SPDX-License-Identifier: Apache-2.0
#include "bridge/register/open_invocations.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "wamp/transport/fake_client_connection.h"

namespace wampbridge::bridge {
namespace {

OpenInvocations::Connection Session(uint64_t id) {
  return std::make_shared<transport::FakeClientConnection>(id);
}

TEST(OpenInvocationsTest, EqualIdsOfTwoSessionsAreTwo) {
  OpenInvocations open;
  const auto one = Session(1);
  const auto other = Session(2);
  EXPECT_EQ(open.Add({.connection = one, .request = {7}}), 1u);
  EXPECT_EQ(open.Add({.connection = other, .request = {7}}), 2u);
  EXPECT_EQ(open.IdOf(one, {7}), 1u);
  EXPECT_EQ(open.IdOf(other, {7}), 2u);
  open.Erase(1);
  EXPECT_EQ(open.IdOf(one, {7}), 0u);
  EXPECT_EQ(open.IdOf(other, {7}), 2u);
  EXPECT_EQ(open.size(), 1u);
}

TEST(OpenInvocationsTest, NumbersAreNeverGivenTwice) {
  OpenInvocations open;
  const auto session = Session(1);
  EXPECT_FALSE(open.WasGiven(0));
  EXPECT_FALSE(open.WasGiven(1));
  open.Add({.connection = session, .request = {7}});
  open.Erase(1);
  EXPECT_TRUE(open.WasGiven(1));
  EXPECT_EQ(open.Find(1), nullptr);
  EXPECT_EQ(open.Add({.connection = session, .request = {7}}), 2u);
}

TEST(OpenInvocationsTest, AllAreTakenAtOnce) {
  OpenInvocations open;
  const auto session = Session(1);
  open.Add({.connection = session, .request = {7}});
  open.Add({.connection = session, .request = {8}});
  EXPECT_EQ(open.TakeAll().size(), 2u);
  EXPECT_TRUE(open.empty());
  EXPECT_EQ(open.IdOf(session, {7}), 0u);
}

}  // namespace
}  // namespace wampbridge::bridge
