// SPDX-License-Identifier: Apache-2.0
#include "bridge/register/member_list.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Members are told apart by their procedure's index.
std::vector<size_t> Turn(MemberList& list) {
  std::vector<size_t> order;
  for (const CalleeMember& member : list.InTurn()) {
    order.push_back(member.procedure);
  }
  return order;
}

MemberList ListOf(InvokePolicy policy, double random = 0) {
  MemberList list(policy, [random] { return random; });
  for (size_t i = 0; i < 3; ++i) list.Add({nullptr, i});
  return list;
}

TEST(MemberListTest, NobodyIsAskedOfNone) {
  MemberList list(InvokePolicy::kRoundRobin, [] { return 0.0; });
  EXPECT_THAT(Turn(list), IsEmpty());
  EXPECT_TRUE(list.empty());
}

TEST(MemberListTest, FirstAsksInTheOrderOfComing) {
  MemberList list = ListOf(InvokePolicy::kFirst);
  EXPECT_THAT(Turn(list), ElementsAre(0, 1, 2));
  EXPECT_THAT(Turn(list), ElementsAre(0, 1, 2));
}

TEST(MemberListTest, LastAsksTheYoungestFirst) {
  MemberList list = ListOf(InvokePolicy::kLast);
  EXPECT_THAT(Turn(list), ElementsAre(2, 1, 0));
}

TEST(MemberListTest, RoundRobinTakesTurns) {
  MemberList list = ListOf(InvokePolicy::kRoundRobin);
  EXPECT_THAT(Turn(list), ElementsAre(0, 1, 2));
  EXPECT_THAT(Turn(list), ElementsAre(1, 2, 0));
  EXPECT_THAT(Turn(list), ElementsAre(2, 0, 1));
  EXPECT_THAT(Turn(list), ElementsAre(0, 1, 2));
}

TEST(MemberListTest, RandomBeginsAnywhereAndStaysInBounds) {
  MemberList low = ListOf(InvokePolicy::kRandom, 0);
  MemberList middle = ListOf(InvokePolicy::kRandom, 0.5);
  MemberList high = ListOf(InvokePolicy::kRandom, 1);
  EXPECT_THAT(Turn(low), ElementsAre(0, 1, 2));
  EXPECT_THAT(Turn(middle), ElementsAre(1, 2, 0));
  EXPECT_THAT(Turn(high), ElementsAre(2, 0, 1));
}

TEST(MemberListTest, WhoLeavesIsAskedOnlyWhenNobodyStays) {
  MemberList list = ListOf(InvokePolicy::kFirst);
  list.MarkLeaving({nullptr, 0});
  EXPECT_THAT(Turn(list), ElementsAre(1, 2));
  list.MarkLeaving({nullptr, 1});
  list.Remove({nullptr, 2});
  EXPECT_THAT(Turn(list), ElementsAre(0, 1));
  EXPECT_FALSE(list.empty());
  list.Remove({nullptr, 0});
  list.Remove({nullptr, 1});
  EXPECT_TRUE(list.empty());
}

TEST(MemberListTest, LeavingOfAStrangerChangesNothing) {
  MemberList list = ListOf(InvokePolicy::kFirst);
  list.MarkLeaving({nullptr, 9});
  EXPECT_THAT(list.leaving(), IsEmpty());
  EXPECT_THAT(Turn(list), ElementsAre(0, 1, 2));
}

}  // namespace
}  // namespace wampbridge::bridge
