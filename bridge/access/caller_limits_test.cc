// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/caller_limits.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using Kind = CallerLimits::Kind;
using Limits = CallerLimits::Limits;
using testing::HasSubstr;

class CallerLimitsTest : public testing::Test {
 protected:
  static Caller Named(const std::string& subject) {
    Caller caller;
    caller.proof = Caller::Proof::kJwt;
    caller.issuer = "i";
    caller.subject = subject;
    return caller;
  }

  // Null: refused, and failure_ says why.
  CallerLimits::TicketPointer Enter(const Limits& limits,
                                    const std::string& subject = "joe",
                                    Kind kind = Kind::kCall,
                                    size_t octets = 0) {
    auto entered = limits_.Enter(Named(subject), limits, kind, octets, now_);
    if (auto* failure = std::get_if<Failure>(&entered)) {
      failure_ = *failure;
      return nullptr;
    }
    return std::get<CallerLimits::TicketPointer>(std::move(entered));
  }

  absl::Time now_ = absl::FromUnixSeconds(1'000'000'000);
  CallerLimits limits_;
  Failure failure_;
};

TEST_F(CallerLimitsTest, SecondsWorthMayComeAtOnceAndThenByAndBy) {
  const Limits limits{.requests_per_second = 10};
  for (int i = 0; i < 10; ++i) EXPECT_NE(Enter(limits), nullptr) << i;
  EXPECT_EQ(Enter(limits), nullptr);
  EXPECT_EQ(failure_.code, grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(failure_.outcome, Outcome::kNotSent);
  EXPECT_EQ(failure_.retry_after, absl::Milliseconds(100));
  EXPECT_THAT(failure_.message, HasSubstr("requests_per_second, 10"));
  EXPECT_NE(Enter(limits, "ann"), nullptr);  // another has its own
  now_ += *failure_.retry_after;
  EXPECT_NE(Enter(limits), nullptr);
  EXPECT_EQ(Enter(limits), nullptr);
  now_ += absl::Hours(1);
  for (int i = 0; i < 10; ++i) EXPECT_NE(Enter(limits), nullptr) << i;
  EXPECT_EQ(Enter(limits), nullptr);
}

TEST_F(CallerLimitsTest, LargeRequestPassesAndIsPaidForByTheNext) {
  const Limits limits{.octets_per_second = 1000};
  EXPECT_NE(Enter(limits, "joe", Kind::kCall, 5000), nullptr);
  EXPECT_EQ(Enter(limits, "joe", Kind::kCall, 1), nullptr);
  EXPECT_THAT(failure_.message, HasSubstr("bytes_per_second"));
  EXPECT_GT(*failure_.retry_after, absl::Seconds(4));
  now_ += *failure_.retry_after;
  EXPECT_NE(Enter(limits, "joe", Kind::kCall, 1), nullptr);
}

TEST_F(CallerLimitsTest, PlacesAreGivenBackWithTheTicket) {
  const Limits limits{.in_flight = 2, .streams = 1};
  auto one = Enter(limits);
  const auto two = Enter(limits);
  EXPECT_EQ(Enter(limits), nullptr);
  EXPECT_THAT(failure_.message, HasSubstr("in_flight, 2"));
  const auto stream = Enter(limits, "joe", Kind::kStream);
  EXPECT_NE(stream, nullptr);
  EXPECT_EQ(Enter(limits, "joe", Kind::kStream), nullptr);
  EXPECT_THAT(failure_.message, HasSubstr("streams, 1"));
  one = nullptr;
  EXPECT_NE(Enter(limits), nullptr);
}

TEST_F(CallerLimitsTest, RequestsOfAStreamAreChargedToItsCaller) {
  const Limits limits{.requests_per_second = 2};
  const auto stream = Enter(limits, "joe", Kind::kStream);
  EXPECT_FALSE(stream->Charge(10, now_).has_value());
  EXPECT_TRUE(stream->Charge(10, now_).has_value());
  EXPECT_EQ(Enter(limits), nullptr);
}

TEST_F(CallerLimitsTest, NoLimitsMeansNoEnd) {
  std::vector<CallerLimits::TicketPointer> tickets;
  for (int i = 0; i < 1000; ++i) tickets.push_back(Enter({}));
  EXPECT_NE(tickets.back(), nullptr);
  EXPECT_FALSE(Limits().any());
}

TEST_F(CallerLimitsTest, CallersThatUseNothingAreForgotten) {
  const Limits limits{.requests_per_second = 1};
  const auto kept = Enter(limits, "kept");
  for (int i = 0; i < 2000; ++i) {
    Enter(limits, std::to_string(i));
    now_ += absl::Minutes(2);
  }
  EXPECT_LT(limits_.callers(), 1100u);
  EXPECT_EQ(Enter({.in_flight = 1}, "kept"), nullptr);
}

}  // namespace
}  // namespace wampbridge::bridge
