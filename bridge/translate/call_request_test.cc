// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/call_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace wampbridge::bridge {
namespace {

using ::testing::HasSubstr;

v1::CallRequest To(const char* procedure) {
  v1::CallRequest call;
  call.set_procedure(procedure);
  return call;
}

// A router whose dealer has these features, and whose broker has none.
RouterTraits Dealer(std::set<std::string, std::less<>> features) {
  return {.name = "main",
          .has = [features = std::move(features)](std::string_view role,
                                                  std::string_view feature) {
            return role == "dealer" && features.contains(feature);
          }};
}

absl::StatusOr<wamp::Dict> Options(const v1::CallRequest& call,
                                   const RouterTraits& router,
                                   const CallTerms& terms = {}) {
  EXPECT_TRUE(CheckCall(call).ok());
  return CallOptionsFor(call, router, terms);
}

TEST(CheckCallTest, PlainCallPasses) {
  EXPECT_TRUE(CheckCall(To("com.shop.order")).ok());
  EXPECT_TRUE(CheckCall(To("wamp.session.count")).ok());
}

TEST(CheckCallTest, ProcedureMustBeAUri) {
  EXPECT_EQ(CheckCall(To("")),
            absl::InvalidArgumentError("procedure: is required"));
  EXPECT_EQ(CheckCall(To("com..order")).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(CheckCallTest, EndingSessionsNeedsARight) {
  for (const char* procedure :
       {"wamp.session.kill", "wamp.session.kill_by_authid",
        "wamp.session.kill_by_authrole", "wamp.session.kill_all"}) {
    const absl::Status status = CheckCall(To(procedure));
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_THAT(std::string(status.message()), HasSubstr(procedure));
    EXPECT_TRUE(CheckCall(To(procedure), {.session_kill = true}).ok());
  }
}

TEST(CheckCallTest, PinningDoesNotAllowToEndSessions) {
  v1::CallRequest call = To("wamp.session.kill");
  call.mutable_options()->set_session_id(7);
  EXPECT_EQ(CheckCall(call).code(), absl::StatusCode::kPermissionDenied);
}

TEST(CheckCallTest, WhatBelongsToASessionNeedsAPin) {
  for (const char* procedure :
       {"wamp.session.add_testament", "wamp.session.flush_testaments",
        "wamp.session.modify_details"}) {
    v1::CallRequest call = To(procedure);
    EXPECT_EQ(CheckCall(call, {.session_kill = true}),
              absl::PermissionDeniedError(
                  "procedure: " + std::string(procedure) +
                  " belongs to one session, and sessions are shared: name one "
                  "in options.session_id"));
    call.mutable_options()->set_session_id(7);
    EXPECT_TRUE(CheckCall(call).ok());
  }
}

TEST(CheckCallTest, TimeoutMustBeAboveZero) {
  v1::CallRequest call = To("com.x");
  call.mutable_timeout();
  EXPECT_EQ(CheckCall(call),
            absl::InvalidArgumentError("timeout: must be above zero"));
  call.mutable_timeout()->set_nanos(1);
  EXPECT_TRUE(CheckCall(call).ok());
}

TEST(CheckCallTest, NumbersThatAreNoEnumAreRefused) {
  v1::CallRequest call = To("com.x");
  call.set_payload_form(static_cast<v1::PayloadForm>(99));
  EXPECT_EQ(CheckCall(call),
            absl::InvalidArgumentError("payload_form: 99 is no form"));
  call = To("com.x");
  call.mutable_options()->set_cancel_mode(static_cast<v1::CancelMode>(9));
  EXPECT_EQ(CheckCall(call), absl::InvalidArgumentError(
                                 "options.cancel_mode: 9 is no cancel mode"));
}

TEST(CheckCallTest, SessionIdMustBeAnId) {
  v1::CallRequest call = To("com.x");
  call.mutable_options()->set_session_id(uint64_t{1} << 53);
  EXPECT_TRUE(CheckCall(call).ok());
  call.mutable_options()->set_session_id((uint64_t{1} << 53) + 1);
  EXPECT_THAT(std::string(CheckCall(call).message()),
              HasSubstr("options.session_id: 9007199254740993 is no id"));
}

TEST(CheckCallTest, MetadataIsChecked) {
  v1::CallRequest call = To("com.x");
  auto& metadata = *call.mutable_options()->mutable_metadata();
  metadata["trace"] = "1";
  EXPECT_TRUE(CheckCall(call).ok());
  metadata["trace"] = std::string("\0x", 2);
  EXPECT_EQ(CheckCall(call).code(), absl::StatusCode::kInvalidArgument);
}

TEST(CheckCallTest, PassthruIsChecked) {
  v1::CallRequest call = To("com.x");
  call.mutable_options()->set_ppt_serializer("cbor");
  EXPECT_EQ(CheckCall(call).code(), absl::StatusCode::kInvalidArgument);
}

TEST(CallOptionsTest, PlainCallHasNone) {
  const auto options = Options(To("com.x"), Dealer({}));
  ASSERT_TRUE(options.ok());
  EXPECT_TRUE(options->empty());
}

TEST(CallOptionsTest, ProgressNeedsItsFeature) {
  EXPECT_EQ(*Options(To("com.x"), Dealer({"progressive_call_results"}),
                     {.shape = CallShape::kCallProgressive}),
            (wamp::Dict{{"receive_progress", true}}));
  EXPECT_EQ(
      Options(To("com.x"), Dealer({}), {.shape = CallShape::kCallProgressive})
          .status(),
      absl::UnimplementedError(
          "CallProgressive: needs the feature progressive_call_results, which "
          "the dealer of router main did not announce"));
}

TEST(CallOptionsTest, ChunksNeedTheirFeature) {
  constexpr CallTerms kFirst{.shape = CallShape::kCallDuplex, .more = true};
  constexpr CallTerms kOnly{.shape = CallShape::kCallDuplex};
  EXPECT_EQ(*Options(To("com.x"),
                     Dealer({"progressive_call_results",
                             "progressive_call_invocations"}),
                     kFirst),
            (wamp::Dict{{"receive_progress", true}, {"progress", true}}));
  EXPECT_EQ(*Options(To("com.x"), Dealer({"progressive_call_results"}), kOnly),
            (wamp::Dict{{"receive_progress", true}}));
  EXPECT_EQ(
      Options(To("com.x"), Dealer({"progressive_call_results"}), kFirst)
          .status(),
      absl::UnimplementedError(
          "CallDuplex: needs the feature progressive_call_invocations, which "
          "the dealer of router main did not announce"));
}

TEST(CallOptionsTest, DisclosureNeedsItsFeatureWhicheverWayItIsAsked) {
  for (const bool disclose : {true, false}) {
    v1::CallRequest call = To("com.x");
    call.mutable_options()->set_disclose_me(disclose);
    EXPECT_EQ(*Options(call, Dealer({"caller_identification"})),
              (wamp::Dict{{"disclose_me", disclose}}));
    EXPECT_EQ(Options(call, Dealer({})).status().code(),
              absl::StatusCode::kUnimplemented);
  }
}

TEST(CallOptionsTest, TimeoutIsMillisecondsRoundedUp) {
  const struct {
    absl::Duration remaining;
    int64_t milliseconds;
  } rows[] = {{absl::Seconds(2), 2000},   {absl::Microseconds(1500), 2},
              {absl::Milliseconds(1), 1}, {absl::Nanoseconds(1), 1},
              {absl::ZeroDuration(), 1},  {absl::Seconds(-1), 1},
              {absl::Hours(1), 3'600'000}};
  for (const auto& row : rows) {
    EXPECT_EQ(*Options(To("com.x"), Dealer({"call_timeout"}),
                       {.remaining = row.remaining}),
              (wamp::Dict{{"timeout", row.milliseconds}}))
        << row.remaining;
  }
}

TEST(CallOptionsTest, TimeoutStaysHereWhereItIsNotAnnounced) {
  EXPECT_TRUE(Options(To("com.x"), Dealer({}), {.remaining = absl::Seconds(1)})
                  ->empty());
  EXPECT_TRUE(Options(To("com.x"), Dealer({"call_timeout"}),
                      {.remaining = absl::InfiniteDuration()})
                  ->empty());
}

TEST(CallOptionsTest, PassthruAndExtraGoAlong) {
  v1::CallRequest call = To("com.x");
  call.mutable_options()->set_ppt_scheme("x_own");
  (*call.mutable_options()->mutable_extra())["_tag"].set_int64_value(7);
  EXPECT_EQ(*Options(call, Dealer({"payload_passthru_mode"})),
            (wamp::Dict{{"ppt_scheme", "x_own"}, {"_tag", 7}}));
}

TEST(CallOptionsTest, EachFieldOfPassthruIsAnOption) {
  v1::CallRequest call = To("com.x");
  v1::CallOptions& options = *call.mutable_options();
  options.set_ppt_scheme("wamp");
  options.set_ppt_serializer("cbor");
  options.set_ppt_cipher("xsalsa20poly1305");
  options.set_ppt_keyid("key-1");
  EXPECT_EQ(*Options(call, Dealer({"payload_passthru_mode"})),
            (wamp::Dict{{"ppt_scheme", "wamp"},
                        {"ppt_serializer", "cbor"},
                        {"ppt_cipher", "xsalsa20poly1305"},
                        {"ppt_keyid", "key-1"}}));
  EXPECT_EQ(Options(call, Dealer({})).status().code(),
            absl::StatusCode::kUnimplemented);
}

// What the bridge does with a call is nothing that the router is told.
TEST(CallOptionsTest, OptionsForTheBridgeAreNotSent) {
  v1::CallRequest call = To("com.x");
  v1::CallOptions& options = *call.mutable_options();
  options.set_idempotent(true);
  options.set_session_id(7);
  options.set_want_details(true);
  options.set_cancel_mode(v1::CANCEL_MODE_KILL);
  EXPECT_TRUE(Options(call, Dealer({}))->empty());
}

TEST(CallOptionsTest, ExtraIsChecked) {
  v1::CallRequest call = To("com.x");
  (*call.mutable_options()->mutable_extra())["timeout"].set_int64_value(7);
  EXPECT_EQ(Options(call, Dealer({"call_timeout"})).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(CancelModeTest, EachModeIsWampsOwn) {
  v1::CallRequest call = To("com.x");
  EXPECT_EQ(CancelModeOf(call), wamp::CancelMode::kKillNoWait);
  call.mutable_options()->set_cancel_mode(v1::CANCEL_MODE_KILLNOWAIT);
  EXPECT_EQ(CancelModeOf(call), wamp::CancelMode::kKillNoWait);
  call.mutable_options()->set_cancel_mode(v1::CANCEL_MODE_KILL);
  EXPECT_EQ(CancelModeOf(call), wamp::CancelMode::kKill);
  call.mutable_options()->set_cancel_mode(v1::CANCEL_MODE_SKIP);
  EXPECT_EQ(CancelModeOf(call), wamp::CancelMode::kSkip);
}

}  // namespace
}  // namespace wampbridge::bridge
