// SPDX-License-Identifier: Apache-2.0
#include "wamp/callee_ledger.h"

#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

using Arrival = CalleeLedger::Arrival;

constexpr RequestId kId{7};
constexpr CalleeLedger::OpenInvocation kMore{.more = true};
constexpr CalleeLedger::OpenInvocation kLast{};

TEST(CalleeLedgerTest, InvocationIsOpenUntilItIsClosed) {
  CalleeLedger ledger;
  EXPECT_EQ(ledger.Find(kId), nullptr);
  EXPECT_EQ(ledger.Arrive(kId, {.wants_progress = true}), Arrival::kNew);
  ASSERT_NE(ledger.Find(kId), nullptr);
  EXPECT_TRUE(ledger.Find(kId)->wants_progress);
  ledger.Close(kId);
  EXPECT_EQ(ledger.Find(kId), nullptr);
}

TEST(CalleeLedgerTest, ChunksComeUntilTheLast) {
  CalleeLedger ledger;
  EXPECT_EQ(ledger.Arrive(kId, {.wants_progress = true, .more = true}),
            Arrival::kNew);
  EXPECT_EQ(ledger.Arrive(kId, kMore), Arrival::kChunk);
  EXPECT_EQ(ledger.Arrive(kId, kLast), Arrival::kChunk);
  EXPECT_EQ(ledger.Arrive(kId, kLast), Arrival::kRepeated);
  EXPECT_TRUE(ledger.Find(kId)->wants_progress);  // as the first one said
}

TEST(CalleeLedgerTest, RepeatedInvocationWithoutChunksIsToldFromANewOne) {
  CalleeLedger ledger;
  EXPECT_EQ(ledger.Arrive(kId, kLast), Arrival::kNew);
  EXPECT_EQ(ledger.Arrive(kId, kMore), Arrival::kRepeated);
}

TEST(CalleeLedgerTest, ChunksAfterAnEarlyAnswerAreLate) {
  CalleeLedger ledger;
  ledger.Arrive(kId, kMore);
  ledger.Close(kId);
  EXPECT_EQ(ledger.Arrive(kId, kMore), Arrival::kLateChunk);
  EXPECT_EQ(ledger.Arrive(kId, kLast), Arrival::kLateChunk);
  EXPECT_EQ(ledger.Find(kId), nullptr);
  EXPECT_EQ(ledger.Arrive(RequestId{8}, kLast), Arrival::kNew);
}

TEST(CalleeLedgerTest, AnswerBehindTheLastChunkIsForgotten) {
  CalleeLedger ledger;
  ledger.Arrive(kId, kMore);
  ledger.Arrive(kId, kLast);
  ledger.Close(kId);
  EXPECT_EQ(ledger.Arrive(kId, kLast), Arrival::kNew);
}

TEST(CalleeLedgerTest, EarlyAnswersAreRememberedWithinTheirBound) {
  CalleeLedger ledger;
  for (uint64_t id = 1; id <= CalleeLedger::kAnsweredEarlyMax + 1; ++id) {
    ledger.Arrive(RequestId{id}, kMore);
    ledger.Close(RequestId{id});
  }
  EXPECT_EQ(ledger.Arrive(RequestId{2}, kLast), Arrival::kLateChunk);
  EXPECT_EQ(ledger.Arrive(RequestId{1}, kLast), Arrival::kNew);
}

TEST(CalleeLedgerTest, RegistrationIsServedUntilItIsRemoved) {
  CalleeLedger ledger;
  const RegistrationId id{3};
  EXPECT_FALSE(ledger.Serves(id));
  ledger.AddRegistration(id);
  EXPECT_TRUE(ledger.Serves(id));
  ledger.RemoveRegistration(id);
  EXPECT_FALSE(ledger.Serves(id));
}

}  // namespace
}  // namespace wampbridge::wamp
