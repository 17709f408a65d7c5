// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/request_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kSampled[] =
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr RequestTrace::Session kSession = {
    .identity = "orders", .router = "main", .realm = "realm1", .id = 11};

class RequestTraceTest : public testing::Test {
 protected:
  std::shared_ptr<RequestTrace> BeginCall() {
    return RequestTrace::Begin(&tracer_, RequestTrace::Kind::kCall, "Call",
                               {.traceparent = kSampled, .tracestate = ""});
  }
  std::vector<Span> Recorded() { return queue_.Take(99, absl::ZeroDuration()); }
  static std::vector<std::string> NamesOf(const std::vector<Span>& spans) {
    std::vector<std::string> names;
    for (const Span& span : spans) names.push_back(span.name);
    return names;
  }

  SpanQueue queue_{100};
  Tracer tracer_{queue_, {.sample_ratio = 0}, [this] {
                   return absl::FromUnixSeconds(++time_);
                 }};
  int time_ = 0;
};

TEST_F(RequestTraceTest, CallHasItsSpansUnderTheRpcsOwn) {
  auto trace = BeginCall();
  trace->OnWaiting();
  trace->OnGiven(kSession);
  trace->OnSent(3);
  trace->OnAnswered("RESULT", 3, "");
  trace->End(nullptr);
  EXPECT_THAT(Recorded(), IsEmpty());
  trace = nullptr;
  const std::vector<Span> spans = Recorded();
  ASSERT_THAT(NamesOf(spans), ElementsAre("wait", "CALL", "RESULT",
                                          "wampbridge.v1.WampBridge/Call"));
  const Span& rpc = spans[3];
  EXPECT_EQ(rpc.parent, ParseTraceContext(kSampled, "")->span);
  EXPECT_EQ(rpc.kind, Span::Kind::kServer);
  EXPECT_FALSE(rpc.error);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(spans[i].parent, rpc.context.span) << spans[i].name;
    EXPECT_EQ(spans[i].context.trace, rpc.context.trace);
    EXPECT_LT(spans[i].start, spans[i].end);
    EXPECT_GT(spans[i].start, rpc.start);
    EXPECT_LT(spans[i].end, rpc.end);
  }
  EXPECT_LE(spans[0].end, spans[1].start);
  EXPECT_LE(spans[1].end, spans[2].start);
}

TEST_F(RequestTraceTest, WhatGoesAlongIsTheAttempt) {
  auto trace = BeginCall();
  trace->OnGiven(kSession);
  const std::string first = trace->Carried().at("traceparent");
  trace->OnLost("the session was lost");
  trace->OnWaiting();
  trace->OnGiven(kSession);
  const std::string second = trace->Carried().at("traceparent");
  trace->OnAnswered("ERROR", 4, "com.shop.error");
  trace->End(nullptr);
  trace = nullptr;
  const std::vector<Span> spans = Recorded();
  ASSERT_THAT(NamesOf(spans), ElementsAre("CALL", "wait", "CALL", "ERROR",
                                          "wampbridge.v1.WampBridge/Call"));
  EXPECT_EQ(TraceparentOf(spans[0].context), first);
  EXPECT_EQ(TraceparentOf(spans[2].context), second);
  EXPECT_NE(first, second);
  EXPECT_EQ(spans[0].error, "the session was lost");
  EXPECT_EQ(spans[2].error, "com.shop.error");
}

TEST_F(RequestTraceTest, NothingGoesAlongWherePeersDoNotExpectIt) {
  Tracer quiet(queue_, {.sample_ratio = 1, .carry = false});
  const auto trace =
      RequestTrace::Begin(&quiet, RequestTrace::Kind::kCall, "Call",
                          {.traceparent = kSampled, .tracestate = ""});
  trace->OnGiven(kSession);
  EXPECT_TRUE(trace->Carried().empty());
}

TEST_F(RequestTraceTest, RequestIsKnownHoweverFastItsAnswerIs) {
  auto trace = BeginCall();
  trace->OnGiven(kSession);
  trace->OnAnswered("RESULT", 3, "");
  trace->OnSent(3);
  trace->End(nullptr);
  trace = nullptr;
  const std::vector<Span> spans = Recorded();
  ASSERT_EQ(spans[0].name, "CALL");
  EXPECT_EQ(std::ranges::count(spans[0].attributes,
                               std::pair<std::string, Span::Value>(
                                   "wamp.request_id", int64_t{3})),
            1);
}

TEST_F(RequestTraceTest, FailureIsSaidByTheRpcAndTheAttempt) {
  auto trace = BeginCall();
  trace->OnGiven(kSession);
  Failure failure;
  failure.code = grpc::StatusCode::DEADLINE_EXCEEDED;
  failure.outcome = Outcome::kUnknown;
  failure.message = "no answer within 1s";
  trace->End(&failure);
  trace->End(nullptr);  // the first counts
  trace = nullptr;
  const std::vector<Span> spans = Recorded();
  ASSERT_EQ(spans.size(), 2);
  EXPECT_EQ(spans[0].error, "no answer within 1s");
  EXPECT_EQ(spans[1].error, "no answer within 1s");
}

TEST_F(RequestTraceTest, ErrorThatIsTriedAgainHasItsSpan) {
  auto trace = BeginCall();
  trace->OnGiven(kSession);
  trace->OnAnswered("ERROR", 1, "wamp.error.canceled");
  trace->OnWaiting();
  trace->OnGiven(kSession);
  trace->OnAnswered("RESULT", 2, "");
  trace->End(nullptr);
  trace = nullptr;
  EXPECT_THAT(NamesOf(Recorded()),
              ElementsAre("CALL", "ERROR", "wait", "CALL", "RESULT",
                          "wampbridge.v1.WampBridge/Call"));
}

TEST_F(RequestTraceTest, WordsOfACalleeAreNotSaid) {
  auto trace = BeginCall();
  Failure failure;
  failure.message = "com.shop.error: card 4111";
  failure.uri = "com.shop.error";
  trace->End(&failure);
  trace = nullptr;
  EXPECT_EQ(Recorded()[0].error, "com.shop.error");
}

TEST_F(RequestTraceTest, OneThatIsNotToBeLookedAtLeavesNothing) {
  auto trace = BeginCall();
  trace->Discard();
  trace = nullptr;
  EXPECT_THAT(Recorded(), IsEmpty());
}

TEST_F(RequestTraceTest, SpansEndWhenTheClientLeaves) {
  auto trace = BeginCall();
  trace->OnGiven(kSession);
  trace->Cancel();
  const absl::Time left = tracer_.Now();
  trace->OnAnswered("RESULT", 1, "");  // too late
  trace = nullptr;
  const std::vector<Span> spans = Recorded();
  ASSERT_THAT(NamesOf(spans),
              ElementsAre("CALL", "wampbridge.v1.WampBridge/Call"));
  EXPECT_LT(spans[0].end, left);
  EXPECT_LT(spans[1].end, left);
}

TEST_F(RequestTraceTest, WhatNobodyEndedWasCancelled) {
  auto trace = BeginCall();
  trace->OnWaiting();
  trace = nullptr;
  const std::vector<Span> spans = Recorded();
  ASSERT_THAT(NamesOf(spans),
              ElementsAre("wait", "wampbridge.v1.WampBridge/Call"));
  EXPECT_TRUE(spans[1].error);
}

TEST_F(RequestTraceTest, PublicationsHaveNamesOfTheirOwn) {
  auto trace =
      RequestTrace::Begin(&tracer_, RequestTrace::Kind::kPublication, "Publish",
                          {.traceparent = kSampled, .tracestate = ""});
  trace->OnGiven(kSession);
  trace->OnAnswered("PUBLISHED", 5, "");
  trace->End(nullptr);
  trace = nullptr;
  EXPECT_THAT(
      NamesOf(Recorded()),
      ElementsAre("PUBLISH", "PUBLISHED", "wampbridge.v1.WampBridge/Publish"));
}

TEST_F(RequestTraceTest, NothingIsTracedThatNobodyWants) {
  const RequestTrace::Client nobody = {.traceparent = "", .tracestate = ""};
  EXPECT_EQ(
      RequestTrace::Begin(&tracer_, RequestTrace::Kind::kCall, "Call", nobody),
      nullptr);
  EXPECT_EQ(RequestTrace::Begin(nullptr, RequestTrace::Kind::kCall, "Call",
                                {.traceparent = kSampled, .tracestate = ""}),
            nullptr);
}

}  // namespace
}  // namespace wampbridge::bridge
