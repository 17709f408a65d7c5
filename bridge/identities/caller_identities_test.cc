// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/caller_identities.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bridge/errors/failures.h"
#include "bridge/pool/fake_session_pool.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "wamp/transport/manual_loop.h"

namespace wampbridge::bridge {
namespace {

using absl::Minutes;
using absl::Seconds;
using testing::HasSubstr;

class CallerIdentitiesTest : public testing::Test {
 protected:
  CallerIdentitiesTest() {
    identity_.set_realm("realm1");
    identity_.mutable_auth()->set_authid("{{ caller.subject }}");
    identity_.mutable_auth()->mutable_secret()->set_caller(
        config::v1::CALLER_SECRET_TOKEN);
    identity_.mutable_pool()->mutable_idle_timeout()->set_seconds(300);
    identity_.set_max_identities(2);
  }

  void Make() {
    callers_ = std::make_shared<CallerIdentities>(
        loop_, IdentityTemplate("per_user", identity_),
        [this](const CallerTerms& terms, CallerIdentities::Refused refused) {
          Made made{std::make_shared<FakeSessionPool>(), std::move(refused)};
          Identity identity;
          identity.name = terms.identity.auth().authid();
          identity.pool = made.pool;
          made_.push_back(std::move(made));
          return std::make_shared<const Identity>(std::move(identity));
        });
  }

  Caller Named(const std::string& subject,
               absl::Duration left = absl::InfiniteDuration()) {
    Caller caller;
    caller.subject = subject;
    caller.expiry = loop_.Now() + left;
    caller.token = std::make_shared<const auth::Secret>("token of " + subject);
    return caller;
  }

  CallerIdentities::Pointer Get(const Caller& caller) {
    auto got = callers_->For(caller);
    if (auto* failure = std::get_if<Failure>(&got)) {
      failure_ = *failure;
      return nullptr;
    }
    return std::get<CallerIdentities::Pointer>(std::move(got));
  }
  FakeSessionPool& pool(size_t made) { return *made_.at(made).pool; }

  struct Made {
    std::shared_ptr<FakeSessionPool> pool;
    CallerIdentities::Refused refused;
  };

  transport::ManualLoop loop_;
  config::v1::Identity identity_;
  std::vector<Made> made_;
  Failure failure_;
  std::shared_ptr<CallerIdentities> callers_;
};

TEST_F(CallerIdentitiesTest, EachCallerHasOneOfItsOwn) {
  Make();
  const auto joe = Get(Named("joe"));
  const auto upper = Get(Named("Joe"));
  ASSERT_NE(joe, nullptr);
  ASSERT_NE(upper, nullptr);
  EXPECT_EQ(joe->name, "joe");
  EXPECT_EQ(upper->name, "Joe");
  EXPECT_EQ(Get(Named("joe")).get(), joe.get());
  ASSERT_EQ(made_.size(), 2u);
  EXPECT_EQ(pool(0).started(), 1u);
  EXPECT_EQ(pool(1).started(), 1u);
  EXPECT_EQ(callers_->Describe().in_use, 2u);
}

TEST_F(CallerIdentitiesTest, OneThatNobodyUsesIsClosedAfterTheIdleTimeout) {
  Make();
  auto joe = Get(Named("joe"));
  loop_.Advance(Minutes(10));
  EXPECT_FALSE(pool(0).retired().has_value());  // it is in use
  joe = nullptr;
  loop_.Advance(Minutes(4));
  EXPECT_FALSE(pool(0).retired().has_value());
  loop_.Advance(Seconds(61));
  EXPECT_TRUE(pool(0).retired().has_value());
  EXPECT_EQ(callers_->Describe().identities, 0u);
  EXPECT_EQ(loop_.timers(), 0u);
  EXPECT_NE(Get(Named("joe")), nullptr);
  EXPECT_EQ(made_.size(), 2u);
}

TEST_F(CallerIdentitiesTest, IdleLongestMakesRoomAndNoneInUseDoes) {
  Make();
  auto a = Get(Named("a"));
  auto b = Get(Named("b"));
  EXPECT_EQ(Get(Named("c")), nullptr);
  EXPECT_EQ(failure_.code, grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(failure_.message, HasSubstr("max_identities"));
  b = nullptr;
  loop_.Advance(Seconds(2));
  a = nullptr;
  EXPECT_NE(Get(Named("c")), nullptr);
  EXPECT_FALSE(pool(0).retired().has_value());
  EXPECT_TRUE(pool(1).retired().has_value());
}

TEST_F(CallerIdentitiesTest, TokensEndEndsIt) {
  Make();
  const auto joe = Get(Named("joe", Seconds(30)));
  loop_.Advance(Seconds(29));
  EXPECT_FALSE(pool(0).retired().has_value());
  loop_.Advance(Seconds(2));
  ASSERT_TRUE(pool(0).retired().has_value());
  EXPECT_EQ(pool(0).retired()->code, grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Get(Named("joe", Seconds(-1))), nullptr);
  EXPECT_EQ(failure_.code, grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(CallerIdentitiesTest, RefusedCallerIsToldSoWithoutAskingAgain) {
  Make();
  ASSERT_NE(Get(Named("joe")), nullptr);
  made_[0].refused(NotSent(grpc::StatusCode::UNAUTHENTICATED, "bad ticket"));
  EXPECT_TRUE(pool(0).retired().has_value());
  EXPECT_EQ(Get(Named("joe")), nullptr);
  EXPECT_EQ(failure_.message, "bad ticket");
  EXPECT_EQ(made_.size(), 1u);
  EXPECT_NE(Get(Named("ann")), nullptr);  // nobody else is
  loop_.Advance(Seconds(31));
  EXPECT_NE(Get(Named("joe")), nullptr);
  EXPECT_EQ(made_.size(), 3u);
}

TEST_F(CallerIdentitiesTest, LateRefusalOfOneThatIsGoneChangesNothing) {
  Make();
  Get(Named("joe"));
  loop_.Advance(Minutes(6));
  const auto again = Get(Named("joe"));
  made_[0].refused(NotSent(grpc::StatusCode::UNAUTHENTICATED, "late"));
  EXPECT_FALSE(pool(1).retired().has_value());
  EXPECT_EQ(Get(Named("joe")).get(), again.get());
}

TEST_F(CallerIdentitiesTest, ClosedOnesTellWhy) {
  Make();
  const auto joe = Get(Named("joe"));
  callers_->Close(NotSent(grpc::StatusCode::UNAVAILABLE, "going"));
  ASSERT_TRUE(pool(0).retired().has_value());
  EXPECT_EQ(pool(0).retired()->message, "going");
  EXPECT_EQ(Get(Named("ann")), nullptr);
  EXPECT_EQ(failure_.message, "going");
}

}  // namespace
}  // namespace wampbridge::bridge
