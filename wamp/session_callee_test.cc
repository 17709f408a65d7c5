// SPDX-License-Identifier: Apache-2.0
// Registrations, invocations and their answers.
#include "wamp/session_fixture.h"

namespace wampbridge::wamp {
namespace {

class SessionCalleeTest : public SessionTest {
 protected:
  void SetUp() override { EstablishWithBoth(); }

  void Invoke(uint64_t id, Dict details = {}) {
    Give(Invocation{.request = RequestId{id},
                    .registration = kRegistration,
                    .details = std::move(details)});
    EXPECT_EQ(EventOne<Invocation>().request, RequestId{id});
  }
  static Error Failure(uint64_t id) {
    return {.request_type = MessageType::kInvocation,
            .request = RequestId{id},
            .error = "com.error"};
  }
};

TEST_F(SessionCalleeTest, YieldAnswersItsInvocationOnce) {
  Invoke(1);
  EXPECT_TRUE(session().Yield({.request = RequestId{1}}).ok());
  EXPECT_EQ(SentOne<Yield>().request, RequestId{1});
  EXPECT_EQ(session().Yield({.request = RequestId{1}}).code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(session().YieldError(Failure(1)).code(),
            absl::StatusCode::kNotFound);
  ExpectQuiet();
}

TEST_F(SessionCalleeTest, ErrorAnswersItsInvocation) {
  Invoke(1);
  EXPECT_TRUE(session().YieldError(Failure(1)).ok());
  const auto error = SentOne<Error>();
  EXPECT_EQ(error.request_type, MessageType::kInvocation);
  EXPECT_EQ(error.error, "com.error");
}

TEST_F(SessionCalleeTest, ErrorForAnythingButAnInvocationIsRefused) {
  Invoke(1);
  Error error = Failure(1);
  error.request_type = MessageType::kCall;
  EXPECT_EQ(session().YieldError(error).code(),
            absl::StatusCode::kInvalidArgument);
  ExpectQuiet();
}

TEST_F(SessionCalleeTest, ProgressiveYieldsKeepTheInvocationOpen) {
  Invoke(1, Dict{{"receive_progress", true}});
  const Dict progress{{"progress", true}};
  EXPECT_TRUE(session().Yield({RequestId{1}, progress, {}}).ok());
  EXPECT_TRUE(session().Yield({RequestId{1}, progress, {}}).ok());
  EXPECT_TRUE(session().Yield({.request = RequestId{1}}).ok());
  EXPECT_EQ(Sent().size(), 3u);
}

TEST_F(SessionCalleeTest, ProgressThatNobodyAskedForIsRefused) {
  Invoke(1);
  EXPECT_EQ(
      session().Yield({RequestId{1}, Dict{{"progress", true}}, {}}).code(),
      absl::StatusCode::kInvalidArgument);
  ExpectQuiet();
  EXPECT_TRUE(session().Yield({.request = RequestId{1}}).ok());
}

TEST_F(SessionCalleeTest, InterruptIsPassedOnWhileTheInvocationIsOpen) {
  Invoke(1);
  Give(Interrupt{RequestId{1}, Dict{{"mode", "kill"}}});
  EXPECT_EQ(EventOne<Interrupt>().options, (Dict{{"mode", "kill"}}));
  EXPECT_TRUE(session().YieldError(Failure(1)).ok());
  Sent();
  Give(Interrupt{RequestId{1}});
  ExpectQuiet();
  EXPECT_EQ(session().ignored_events(), 1u);
}

TEST_F(SessionCalleeTest, InvocationBeforeUnregisteredIsStillServed) {
  ASSERT_TRUE(session().Unregister(kRegistration, nullptr).ok());
  Invoke(1);
}

TEST_F(SessionCalleeTest, InvocationAfterUnregisteredIsAnsweredByTheSession) {
  const RequestId id = session().Unregister(kRegistration, nullptr).value();
  Give(Unregistered{id});
  Sent();
  Events();
  Give(Invocation{.request = RequestId{1}, .registration = kRegistration});
  EXPECT_TRUE(Events().empty());
  const auto error = SentOne<Error>();
  EXPECT_EQ(error.request_type, MessageType::kInvocation);
  EXPECT_EQ(error.request, RequestId{1});
  EXPECT_EQ(error.error, "wamp.error.no_such_registration");
}

TEST_F(SessionCalleeTest, RevocationIsPassedOnAndOpenInvocationsStay) {
  Invoke(1);
  Give(Unregistered{.details = Dict{{"registration", 601}}});
  EventOne<Unregistered>();
  Give(Invocation{.request = RequestId{2}, .registration = kRegistration});
  EXPECT_EQ(SentOne<Error>().request, RequestId{2});
  EXPECT_TRUE(session().Yield({.request = RequestId{1}}).ok());
}

TEST_F(SessionCalleeTest, InvocationThatIsOpenAlreadyIsAViolation) {
  Invoke(1);
  Give(Invocation{.request = RequestId{1}, .registration = kRegistration});
  ExpectViolation("INVOCATION 1, which is open already");
}

TEST_F(SessionCalleeTest, FurtherChunksComeWithTheSameIdUntilTheLast) {
  const Dict progress{{"progress", true}};
  Invoke(1, progress);
  Invoke(1, progress);
  Invoke(1);
  Give(Invocation{.request = RequestId{1}, .registration = kRegistration});
  ExpectViolation("INVOCATION 1, which is open already");
}

TEST_F(SessionCalleeTest, ChunksOfAnOpenInvocationComeAfterUnregistered) {
  Invoke(1, Dict{{"progress", true}});
  Give(Unregistered{.details = Dict{{"registration", 601}}});
  EventOne<Unregistered>();
  Invoke(1);
  EXPECT_TRUE(session().Yield({.request = RequestId{1}}).ok());
}

TEST_F(SessionCalleeTest, ChunksAfterTheAnswerAreCountedAndNotSeen) {
  Invoke(1, Dict{{"progress", true}});
  EXPECT_TRUE(session().Yield({.request = RequestId{1}}).ok());
  Invoke(2, Dict{{"progress", true}});
  EXPECT_TRUE(session().YieldError(Failure(2)).ok());
  Sent();
  for (const uint64_t id : {1, 2}) {
    Give(Invocation{.request = RequestId{id},
                    .registration = kRegistration,
                    .details = Dict{{"progress", true}}});
    Give(Invocation{.request = RequestId{id}, .registration = kRegistration});
  }
  ExpectQuiet();
  EXPECT_EQ(session().ignored_events(), 4u);
}

TEST_F(SessionCalleeTest, ChunksOfAnUnservedInvocationAreAnsweredOnce) {
  Give(Unregistered{.details = Dict{{"registration", 601}}});
  EventOne<Unregistered>();
  Give(Invocation{.request = RequestId{1},
                  .registration = kRegistration,
                  .details = Dict{{"progress", true}}});
  EXPECT_EQ(SentOne<Error>().request, RequestId{1});
  Give(Invocation{.request = RequestId{1}, .registration = kRegistration});
  ExpectQuiet();
}

TEST_F(SessionCalleeTest, YieldThatCannotBeSaidChangesNothing) {
  Invoke(1);
  const absl::Status refused = session().Yield(
      {RequestId{1}, Dict{{"x_y", Value(std::string("\0bad", 4))}}, {}});
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  ExpectQuiet();
  EXPECT_TRUE(session().Yield({.request = RequestId{1}}).ok());
}

}  // namespace
}  // namespace wampbridge::wamp
